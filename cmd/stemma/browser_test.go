package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// chromium starts a browser that ends with the test, or after the limit.
func chromium(t *testing.T, limit time.Duration) context.Context {
	t.Helper()
	path, err := exec.LookPath("chromium")
	if err != nil {
		missing(t, "chromium: apt-get install chromium")
	}
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(chromedp.ExecPath(path),
		chromedp.Flag("no-sandbox", true), chromedp.Flag("disable-gpu", true),
		chromedp.Flag("disable-background-networking", true), chromedp.UserDataDir(t.TempDir())))
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, limit)
	t.Cleanup(cancel)
	return ctx
}

// startDemo runs the demo in this process and gives the address of its pages.
func startDemo(t *testing.T, args ...string) (address string) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	ended := make(chan int)
	go func() {
		ended <- run(ctx, append([]string{"demo", "--listen", "localhost:0"}, args...), streams{nil, w, os.Stderr})
	}()
	t.Cleanup(func() {
		stop()
		if status := <-ended; status != 0 {
			t.Errorf("demo ended with status %d", status)
		}
	})
	return addressIn(t, r)
}

// addressIn reads a program's output until it says where its pages are, and goes on reading behind the test's back, so
// that the program never waits for a reader.
func addressIn(t *testing.T, r io.Reader) string {
	t.Helper()
	var text []byte
	for buf := make([]byte, 1024); ; {
		n, err := r.Read(buf)
		text = append(text, buf[:n]...)
		if m := regexp.MustCompile(`http://[^/\s]+`).Find(text); m != nil && text[len(text)-1] == '\n' {
			go io.Copy(io.Discard, r)
			return string(m)
		}
		if err != nil {
			t.Fatalf("the program ended after %q: %v", text, err)
		}
	}
}

// untilChanged waits in the page until there is a change of a number: unlike a move, it strikes and adds words.
const untilChanged = `new Promise(resolve => {
	const look = () => fetch("/feed.json?meaning=number").then(r => r.json()).then(f =>
		f.items.some(i => i.url.includes("/changes/")) ? resolve(true) : setTimeout(look, 100));
	look();
})`

func TestDemoInBrowser(t *testing.T) {
	ctx := chromium(t, 90*time.Second)
	address := startDemo(t, "--pace", "1200")
	must(t, chromedp.Do(ctx, chromedp.EmulateViewport(1280, 1600), chromedp.Navigate(address+"/")))
	if changed, err := chromedp.Run(ctx, chromedp.Evaluate[bool](untilChanged, chromedp.EvalAwaitPromise)); err != nil || !changed {
		t.Fatalf("waiting for the first change: %v, %v", changed, err)
	}
	must(t, chromedp.Do(ctx,
		chromedp.Navigate(address+"/?kind=change&meaning=number"),
		chromedp.Click(chromedp.CSS(`main a[href*="/changes/"]`)),
		chromedp.WaitVisible(chromedp.CSS(`ins, del`)),
	))
	if headline, err := chromedp.Run(ctx, chromedp.Text(chromedp.CSS(`h1`))); err != nil || headline == "" {
		t.Errorf("the change page's headline is %q, %v", headline, err)
	}
	struck, added := decoration(t, ctx, "del"), decoration(t, ctx, "ins")
	if !strings.Contains(struck, "line-through") && !strings.Contains(added, "underline") {
		t.Errorf("removed words are decorated %q, added ones %q; want line-through or underline", struck, added)
	}
	pressKeys(t, ctx)
	for _, width := range []int64{1280, 390} {
		must(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 1600)))
		picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(90))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(t.ArtifactDir(), fmt.Sprintf("change-%d.jpg", width)), picture, 0o600))
	}
}

// pressKeys goes through a change page by keyboard: j leads to the first edit and gives it an address, k stays there since
// none is before it, v turns the view.
func pressKeys(t *testing.T, ctx context.Context) {
	t.Helper()
	must(t, chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS(`html[data-ready]`))))
	const where = `document.activeElement.matches(".row.edit") + " " + (location.hash === "#" + document.activeElement.id)`
	for _, key := range []string{"j", "k"} {
		must(t, chromedp.Do(ctx, chromedp.KeyEvent(key)))
		if at, err := chromedp.Run(ctx, chromedp.Evaluate[string](where)); err != nil || at != "true true" {
			t.Errorf("after %q the focus is on an edit, and the address names it: %s, %v", key, at, err)
		}
	}
	const view = `location.search`
	before, err := chromedp.Run(ctx, chromedp.Evaluate[string](view))
	must(t, err)
	must(t, chromedp.Do(ctx, chromedp.KeyEvent("v"), chromedp.WaitVisible(chromedp.CSS(`html[data-ready]`))))
	const turned = `new Promise(done => { const look = () => location.search !== "%s" && document.documentElement.dataset.ready === "" ? done(location.search) : setTimeout(look, 20); look() })`
	if after, err := chromedp.Run(ctx, chromedp.Evaluate[string](fmt.Sprintf(turned, before), chromedp.EvalAwaitPromise)); err != nil || after == before {
		t.Errorf("after \"v\" the view is %q, as before: %v", after, err)
	}
}

// decoration gives how a browser decorates the elements of that name: "line-through", "underline".
func decoration(t *testing.T, ctx context.Context, name string) string {
	t.Helper()
	script := fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => getComputedStyle(e).textDecorationLine).join()`, name)
	found, err := chromedp.Run(ctx, chromedp.Evaluate[string](script))
	must(t, err)
	return found
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
