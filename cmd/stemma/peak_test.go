package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// peakMB gives the most memory that a running process has held, in MB. It is asked before the process ends: what
// wait4(2) says of a process that ended counts also what its parent held when it started it, which is what the other
// tests took. Systems without /proc cannot be asked.
func peakMB(t testing.TB, cmd *exec.Cmd) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		missing(t, "a system with /proc, to ask how much memory a process took")
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kilobytes := 0
	if _, err := fmt.Sscan(rest, &kilobytes); err != nil {
		t.Fatalf("the peak in %q: %v", status, err)
	}
	return kilobytes >> 10
}
