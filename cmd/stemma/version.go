package main

import (
	"fmt"
	"runtime/debug"
)

// versionCmd prints the version.
type versionCmd struct{}

// Run prints it.
func (versionCmd) Run(s *session) error {
	_, err := fmt.Fprintln(s.out, "stemma", version())
	return err
}

// next is the version that a build from a work tree is on its way to.
const next = "0.1.0-dev"

// version is the module's as it was built, or the next one for a build from a work tree.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return next
	}
	return info.Main.Version
}
