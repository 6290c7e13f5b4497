package main

import (
	"compress/gzip"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// BenchmarkImport imports a web archive of 10,000 looks (100 pages of some 40 KB, 100 looks at each, every tenth one
// edited) in a process of its own, and prints its speed and its peak memory.
func BenchmarkImport(b *testing.B) {
	program := filepath.Join(b.TempDir(), "stemma")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("build: %v\n%s", err, out)
	}
	file := filepath.Join(b.TempDir(), "large.warc.gz")
	writeLargeWARC(b, file)
	for n := 0; b.Loop(); n++ {
		start := time.Now()
		cmd := exec.Command(program, "import", "--data", filepath.Join(b.TempDir(), fmt.Sprint("data", n)), file)
		out, err := cmd.CombinedOutput()
		if err != nil || !strings.HasPrefix(string(out), "captures 10000, articles 100, versions 1000, changes 900 ") {
			b.Fatalf("import: %v\n%s", err, out)
		}
		usage := cmd.ProcessState.SysUsage().(*syscall.Rusage)
		b.ReportMetric(10000/time.Since(start).Seconds(), "captures/s")
		b.ReportMetric(float64(usage.Maxrss)/1024, "peak-MB") // or what this process held before, if that was more
	}
}

func writeLargeWARC(b *testing.B, name string) {
	b.Helper()
	f, err := os.Create(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	start := time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC)
	for look := range 100 {
		for page := range 100 {
			record := largeRecord(page, look, start.Add(time.Duration(look)*time.Hour))
			z := gzip.NewWriter(f) // a member for each record, as WARC wants it
			if _, err := z.Write([]byte(record)); err != nil {
				b.Fatal(err)
			}
			if err := z.Close(); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func largeRecord(page, look int, at time.Time) string {
	var body strings.Builder
	fmt.Fprintf(&body, "<!doctype html><html lang=en><head><title>Report %d</title></head><body><nav>", page)
	for i := range 300 {
		fmt.Fprintf(&body, `<a class="nav-item level-%d" href="/section/%d?visit=%d">Section %d</a>`, i%3, i, look, i)
	}
	fmt.Fprintf(&body, "</nav><article><h1>Report %d</h1>", page)
	for i := range 60 {
		fmt.Fprintf(&body, "<p>Paragraph %d of report %d says that the council met on a rainy evening and talked for hours about the new quay.</p>", i, page)
	}
	fmt.Fprintf(&body, "<p>The bill was put at %d thousand by the treasurer of the council that evening.</p></article></body></html>", 100+look/10)
	answer := "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body.String()
	return fmt.Sprintf("WARC/1.1\r\nWARC-Type: response\r\nWARC-Target-URI: https://daily.example/report-%d\r\nWARC-Date: %s\r\n"+
		"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-%06d%06d>\r\nContent-Type: application/http; msgtype=response\r\n"+
		"Content-Length: %d\r\n\r\n%s\r\n\r\n", 20000+page, at.Format(time.RFC3339), page, look, len(answer), answer)
}
