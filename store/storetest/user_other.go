//go:build !unix

package storetest

import "os/exec"

// asOrdinaryUser does nothing: only Unix has a root whom initdb refuses.
func asOrdinaryUser(*exec.Cmd, string) error { return nil }
