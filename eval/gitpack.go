package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// gitPack gives the size of a git pack that holds the bodies and nothing else, no commits and no trees, made as git
// repack -adf makes it, with deltas over a window of 50 and chains of up to 50. The names tell git which bodies are of
// one page.
func gitPack(ctx context.Context, folder string, looks []look) (int64, error) {
	if _, err := exec.LookPath("git"); err != nil {
		return 0, errors.New("git is not installed, and a pack of the same bodies is what ours is compared with")
	}
	repository := filepath.Join(folder, "pack.git")
	if _, err := git(ctx, nil, "init", "--quiet", "--bare", repository); err != nil {
		return 0, err
	}
	var blobs, names bytes.Buffer
	for i, l := range looks {
		fmt.Fprintf(&blobs, "blob\nmark :%d\ndata %d\n", i+1, len(l.body))
		blobs.Write(l.body)
		blobs.WriteByte('\n')
	}
	marks := filepath.Join(folder, "marks")
	if _, err := git(ctx, &blobs, "-C", repository, "fast-import", "--quiet", "--export-marks="+marks); err != nil {
		return 0, err
	}
	if err := nameBlobs(&names, marks, looks); err != nil {
		return 0, err
	}
	name, err := git(ctx, &names, "-C", repository, "pack-objects", "--quiet", "--no-reuse-delta", "--window=50", "--depth=50", "all")
	if err != nil {
		return 0, err
	}
	info, err := os.Stat(filepath.Join(repository, "all-"+strings.TrimSpace(name)+".pack"))
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// nameBlobs writes a line for each blob that git knows by a mark: its hash and its page.
func nameBlobs(to io.Writer, marks string, looks []look) error {
	f, err := os.Open(marks)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		var i int
		var hash string
		if _, err := fmt.Sscanf(lines.Text(), ":%d %s", &i, &hash); err != nil {
			return fmt.Errorf("read git's marks: %w", err)
		}
		if _, err := fmt.Fprintln(to, hash, looks[i-1].page); err != nil {
			return err
		}
	}
	return lines.Err()
}

func git(ctx context.Context, in io.Reader, args ...string) (out string, err error) {
	var failures bytes.Buffer
	c := exec.CommandContext(ctx, "git", args...)
	c.Stdin, c.Stderr = in, &failures
	text, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("git %v: %w: %s", args, err, failures.String())
	}
	return string(text), nil
}
