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

// version is the module's as it was built, or "dev" for a build from a work tree.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "dev"
	}
	return info.Main.Version
}
