package main

import (
	"os"
	"testing"
)

// missing ends a test for which something is missing here: in CI it fails, elsewhere it is skipped.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") != "" {
		t.Fatal("missing: " + what)
	}
	t.Skip("missing: " + what)
}
