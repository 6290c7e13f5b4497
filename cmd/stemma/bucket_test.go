package main

import (
	"bytes"
	"context"
	"io/fs"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// startS3 starts an S3 server over a temporary folder and gives the address of a bucket in it, and the bucket's folder.
func startS3(t *testing.T) (address, folder string) {
	t.Helper()
	program, err := exec.LookPath("versitygw")
	if err != nil {
		missing(t, "versitygw: .ci/run says how it is installed")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	listen := l.Addr().String()
	must(t, l.Close())
	root := t.TempDir()
	folder = filepath.Join(root, "bodies")
	must(t, os.Mkdir(folder, 0o750))
	t.Setenv("AWS_ACCESS_KEY_ID", "tester")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "not a secret")
	server := exec.CommandContext(t.Context(), program, "--port", listen, "--access", "tester", "--secret", "not a secret",
		"--quiet", "posix", "--nometa", root)
	server.Cancel = func() error { return server.Process.Signal(os.Interrupt) }
	server.WaitDelay = 10 * time.Second
	must(t, server.Start())
	t.Cleanup(func() { server.Wait() })
	untilListening(t, listen)
	return "s3://bodies?region=us-east-1&use_path_style=true&endpoint=" + url.QueryEscape("http://"+listen), folder
}

func untilListening(t *testing.T, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		var d net.Dialer
		if c, err := d.DialContext(ctx, "tcp", address); err == nil {
			c.Close()
			return
		}
	}
	t.Fatalf("no server listens at %s", address)
}

// stemma runs a command and gives its status and what it wrote.
func stemma(t *testing.T, args ...string) (status int, out, failures string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(t.Context(), args, streams{nil, &o, &e})
	return status, o.String(), e.String()
}

// story writes a web archive of a page that changes once, and gives its name.
func story(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "story.warc")
	var text bytes.Buffer
	for i, headline := range []string{"Two hurt in harbour fire", "Five hurt in harbour fire"} {
		writeLook(&text, i, "https://courier.example/2031/harbour-48213", time.Date(2031, 3, 4, 6+i, 0, 0, 0, time.UTC),
			"<!doctype html><title>"+headline+"</title><article><h1>"+headline+"</h1>"+
				strings.Repeat("<p>The fire broke out shortly before four and was put out after three hours by sixty firefighters.</p>", 5)+"</article>")
	}
	must(t, os.WriteFile(file, text.Bytes(), 0o600))
	return file
}

// TestBodiesInObjectStorage: what is imported with a bucket named is there and not in the database, can be verified, and
// is missed when the bucket loses it.
func TestBodiesInObjectStorage(t *testing.T) {
	bucket, folder := startS3(t)
	data := t.TempDir()
	if status, out, failures := stemma(t, "import", "--data", data, "--archive", bucket, story(t)); status != 0 || !strings.Contains(out, "versions 2, changes 1") {
		t.Fatalf("import: status %d, %s%s", status, out, failures)
	}
	objects := files(t, folder)
	if len(objects) != 2 {
		t.Errorf("the bucket holds %q, want two objects", objects)
	}
	if status, out, failures := stemma(t, "verify", "--data", data, "--archive", bucket); status != 0 || failures != "" {
		t.Errorf("verify: status %d, %s%s", status, out, failures)
	}
	if status, _, failures := stemma(t, "verify", "--data", data); status != 1 || !strings.Contains(failures, "--archive") {
		t.Errorf("verify without the bucket: status %d, %s, want to be asked for --archive", status, failures)
	}
	must(t, os.Remove(objects[0]))
	if status, out, _ := stemma(t, "verify", "--data", data, "--archive", bucket); status != 1 || !strings.Contains(out, "not in the bucket") {
		t.Errorf("verify of a bucket that lost a body: status %d, %s", status, out)
	}
}

func TestBucketsThatCannotBeUsed(t *testing.T) {
	bucket, _ := startS3(t)
	data := t.TempDir()
	check := func(address, want string) {
		t.Helper()
		status, _, failures := stemma(t, "import", "--data", data, "--archive", address, story(t))
		if status != 1 || !strings.Contains(failures, want) || strings.Count(failures, "\n") != 1 {
			t.Errorf("--archive %s: status %d, %s, want 1 and a sentence with %q", address, status, failures, want)
		}
	}
	check(strings.Replace(bucket, "bodies", "nowhere", 1), "there is no bucket s3://nowhere")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "wrong")
	check(bucket, "cannot use the bucket s3://bodies: SignatureDoesNotMatch")
	t.Setenv("AWS_ACCESS_KEY_ID", "")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "")
	t.Setenv("AWS_EC2_METADATA_DISABLED", "true")
	t.Setenv("HOME", data)
	check(bucket, "there are no credentials for it")
	check("bodies", "is no address of a bucket")
}

// files gives the files in a folder and in those below it.
func files(t *testing.T, folder string) (all []string) {
	t.Helper()
	must(t, filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all = append(all, path)
		}
		return err
	}))
	return all
}
