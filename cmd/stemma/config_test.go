package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
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

// TestComplaintsDoNotSteerTheTerminal: an address in an imported file may hold anything.
func TestComplaintsDoNotSteerTheTerminal(t *testing.T) {
	var failures strings.Builder
	streams{err: &failures}.complain("passed over: http://a.example/\x1b[31m\a\u009b1m: cut short")
	if got, want := failures.String(), "stemma: passed over: http://a.example/\uFFFD[31m\uFFFD\uFFFD1m: cut short\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhoInterruptsIsToldSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var said strings.Builder
	status := run(ctx, []string{"add", "--data", t.TempDir(), "https://a-newspaper.example/"}, streams{out: &said, err: &said})
	if status != 1 || !strings.HasSuffix(said.String(), "stemma: interrupted\n") {
		t.Errorf("status %d: %s", status, said.String())
	}
}

// TestLostWordsAreAFailure: what was to be printed may be all that a command is for.
func TestLostWordsAreAFailure(t *testing.T) {
	var said strings.Builder
	pages := filepath.Join(t.TempDir(), "page.txt")
	must(t, os.WriteFile(pages, []byte("The ferry sank."), 0o600))
	status := run(t.Context(), []string{"diff", pages, pages}, streams{out: fullDisk{}, err: &said})
	if want := "stemma: cannot write what was found: no space left on device\n"; status != 1 || said.String() != want {
		t.Errorf("status %d: %s", status, said.String())
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, syscall.ENOSPC }
