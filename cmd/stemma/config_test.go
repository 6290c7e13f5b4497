package main

import (
	"strings"
	"testing"
)

// TestOperatorIsOneLine: it stands in a header of every request, so that all of them would fail.
func TestOperatorIsOneLine(t *testing.T) {
	for _, command := range []string{"serve", "web"} {
		var out, failures strings.Builder
		args := []string{command, "--listen", "localhost:0", "--operator", "Desk\nCookie: a=b"}
		if status := run(t.Context(), args, streams{nil, &out, &failures}); status != 2 || !strings.Contains(failures.String(), "is more than one line") {
			t.Errorf("%s: status %d, %s; want 2 and a sentence", command, status, failures.String())
		}
	}
}
