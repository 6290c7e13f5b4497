//go:build clouds

package main

// The drivers that most do not need make the program half as large again: "go build -tags clouds" takes them in.
import (
	_ "gocloud.dev/blob/azureblob" // azblob://, for --archive
	_ "gocloud.dev/blob/gcsblob"   // gs://
)
