package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A canary is a server that keeps what it is asked for: nothing that a kept page does may reach it.
type canary struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
	heard chan string
}

func newCanary(t *testing.T) *canary {
	t.Helper()
	c := &canary{heard: make(chan string, 1000)}
	c.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.asked = append(c.asked, r.URL.Path)
		c.heard <- r.URL.Path
	}))
	t.Cleanup(c.Close)
	return c
}

// hostilePage tries everything by which a page runs, loads or goes somewhere without being asked; it tells the canary
// under a name.
func hostilePage(canary, name string) string {
	to := func(what string) string { return canary + "/" + name + "/" + what }
	return `<!doctype html><html><head><title>Two hurt</title>
<meta http-equiv="refresh" content="0;url=` + to("refresh") + `">
<link rel="stylesheet" href="` + to("style") + `"><link rel="prefetch" href="` + to("prefetch") + `"><link rel="icon" href="` + to("icon") + `">
<base href="` + to("base/") + `">
<style>body { background: url(` + to("background") + `) }</style>
<script>document.title = "ran"; fetch("` + to("fetch") + `"); location = "` + to("location") + `"</script>
<script src="` + to("script") + `"></script></head>
<body onload="fetch('` + to("onload") + `')">
<h1>Two hurt in harbour fire</h1>` + strings.Repeat("<p>The fire broke out shortly before four and was put out after three hours by sixty firefighters.</p>", 5) + `
<img src="` + to("picture") + `" onerror="fetch('` + to("onerror") + `')"><img src="data:," onerror="document.title='ran'">
<svg onload="fetch('` + to("svg") + `')"></svg>
<iframe src="` + to("frame") + `"></iframe><iframe srcdoc="<script>parent.document.title='ran'; fetch('` + to("srcdoc") + `')</script>"></iframe>
<object data="` + to("object") + `"></object><embed src="` + to("embed") + `">
<form id="f" action="` + to("form") + `"><button id="b" autofocus onfocus="document.forms[0].submit()">Send</button></form>
</body></html>`
}

// TestKeptPagesAreInert opens a hostile page in a browser, as it was kept, and then the same page as it stood on the web:
// by the time that one has done its harm, the kept one would have too.
func TestKeptPagesAreInert(t *testing.T) {
	ctx := chromium(t, 90*time.Second)
	canary := newCanary(t)
	data := t.TempDir()
	var archive bytes.Buffer
	writeLook(&archive, 1, "https://courier.example/2031/fire-48213", time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC), hostilePage(canary.URL, "kept"))
	file := filepath.Join(data, "story.warc")
	must(t, os.WriteFile(file, archive.Bytes(), 0o600))
	if status, out, failures := stemma(t, "import", "--data", data, file); status != 0 {
		t.Fatalf("import: status %d, %s%s", status, out, failures)
	}
	kept := servePages(t, data) + "/raw/20310304060000/https://courier.example/2031/fire-48213"
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, hostilePage(canary.URL, "web"))
	}))
	t.Cleanup(web.Close)

	must(t, chromedp.Do(ctx, chromedp.Navigate(kept), chromedp.Click(chromedp.CSS(`#b`))))
	elsewhere, cancel := chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	must(t, chromedp.Do(elsewhere, chromedp.Navigate(web.URL)))
	for heard := ""; !strings.HasPrefix(heard, "/web/refresh") && !strings.HasPrefix(heard, "/web/location"); {
		select {
		case heard = <-canary.heard:
		case <-ctx.Done():
			t.Fatal("the page on the web did nothing either")
		}
	}
	title, err := chromedp.Run(ctx, chromedp.Title())
	must(t, err)
	address, err := chromedp.Run(ctx, chromedp.Location())
	must(t, err)
	if title != "Two hurt" || address != kept {
		t.Errorf("the kept page is called %q and has gone to %s", title, address)
	}
	canary.mu.Lock()
	defer canary.mu.Unlock()
	for _, path := range canary.asked {
		if strings.HasPrefix(path, "/kept/") {
			t.Errorf("the kept page asked for %s", path)
		}
	}
}

// servePages serves the pages of a data folder until the test ends, and gives their address.
func servePages(t *testing.T, data string) string {
	t.Helper()
	s := &session{Context: t.Context(), streams: streams{nil, t.Output(), t.Output()}, log: slog.New(slog.DiscardHandler)}
	p, err := storage{Data: data}.open(s)
	must(t, err)
	t.Cleanup(func() { p.close() })
	pages, err := p.pages("", "", time.Minute)
	must(t, err)
	server := httptest.NewServer(pages)
	t.Cleanup(server.Close)
	u, err := url.Parse(server.URL)
	must(t, err)
	return "http://" + u.Host
}
