package main

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	crowd       = 200     // readers at the same moment
	crowdedPage = 8 << 20 // bytes of the page that all of them want
)

// hugePage gives a page that is as large as a page may be, and as good as incompressible.
func hugePage() string {
	noise := rand.NewChaCha8([32]byte{1})
	var b strings.Builder
	b.WriteString("<!doctype html><html lang=en><head><title>Bridge opens again</title></head><body><article><h1>Bridge opens again</h1>")
	for i := range 5 {
		fmt.Fprintf(&b, "<p>The bridge over the Ahl was opened to carts and walkers on Tuesday, and %d people crossed it before noon, the county said.</p>", 100+i)
	}
	b.WriteString("</article><script>")
	bits := make([]byte, 4096)
	for b.Len() < crowdedPage-3*len(bits) {
		_, _ = noise.Read(bits) // it never fails
		fmt.Fprintf(&b, "%x", bits)
	}
	b.WriteString("</script></body></html>")
	return b.String()
}

// TestACrowdWantsALargePage has two hundred readers ask the real program for a kept page of 8 MB at the same moment: each
// gets all of it or is told to come again, the process stays small, and who wants another page gets it meanwhile.
func TestACrowdWantsALargePage(t *testing.T) {
	data, page := t.TempDir(), hugePage()
	var archive bytes.Buffer
	writeLook(&archive, 1, "https://courier.example/2031/bridge-48213", time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC), page)
	file := filepath.Join(data, "story.warc")
	must(t, os.WriteFile(file, archive.Bytes(), 0o600))
	if status, out, failures := stemma(t, "import", "--data", data, file); status != 0 {
		t.Fatalf("import: status %d, %s%s", status, out, failures)
	}
	cmd := exec.Command(build(t), "serve", "--listen", "localhost:0", "--data", data)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	defer kill(cmd)
	address := addressIn(t, out)

	var group sync.WaitGroup
	var mu sync.Mutex
	statuses := map[int]int{}
	for range crowd {
		group.Go(func() {
			status, fault := askForAll(address+"/raw/20310304060000/https://courier.example/2031/bridge-48213", page)
			mu.Lock()
			defer mu.Unlock()
			if statuses[status]++; fault != nil {
				t.Error(fault)
			}
		})
	}
	began := time.Now()
	if status, fault := askForAll(address+"/healthz", "ok\n"); status != http.StatusOK || fault != nil {
		t.Errorf("meanwhile: %d, %v", status, fault)
	}
	front, err := http.Get(address + "/")
	must(t, err)
	front.Body.Close()
	waited := time.Since(began)
	group.Wait()
	peak := peakMB(t, cmd)
	t.Logf("%v, %d MB at most; the front page took %v meanwhile", statuses, peak, waited.Round(time.Millisecond))
	if front.StatusCode != http.StatusOK || waited > 5*time.Second {
		t.Errorf("the front page answered %s after %v meanwhile", front.Status, waited)
	}
	if statuses[http.StatusOK] == 0 {
		t.Error("nobody got the page")
	}
	if peak > 300 {
		t.Errorf("the process took %d MB, want 300 at most", peak)
	}
}

// askForAll asks for a page and says what is wrong with the answer: it must be all of the page, or a refusal that says
// when to come again.
func askForAll(address, page string) (status int, fault error) {
	response, err := http.Get(address)
	if err != nil {
		return 0, err
	}
	defer response.Body.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, response.Body); err != nil {
		return response.StatusCode, fmt.Errorf("read the answer: %w", err)
	}
	want := sha256.Sum256([]byte(page))
	switch whole := bytes.Equal(sum.Sum(nil), want[:]); {
	case response.StatusCode == http.StatusOK && whole:
	case response.StatusCode == http.StatusServiceUnavailable && response.Header.Get("Retry-After") != "":
	default:
		fault = fmt.Errorf("status %s, whole: %v, %v", response.Status, whole, response.Header)
	}
	return response.StatusCode, fault
}
