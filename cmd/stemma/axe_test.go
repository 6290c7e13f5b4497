package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// axe gives the script of axe-core, which .ci/run fetches; STEMMA_AXE says where it is.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile(os.Getenv("STEMMA_AXE"))
	if err == nil {
		return string(script)
	}
	missing(t, "axe-core: set STEMMA_AXE to its axe.min.js (npm pack axe-core)")
	return ""
}

// untilTold waits in the page until the demo has told a change in English and one in Arabic. A busy machine may fail to
// answer now and then.
const untilTold = `new Promise(resolve => {
	const told = path => fetch(path).then(r => r.json()).then(f => f.items.length > 0);
	const look = () => Promise.all([told("/latest.json?outlet=courier&kind=change"), told("/latest.json?outlet=marafi&kind=change")])
		.then(all => all.every(x => x), () => false).then(all => all ? resolve(true) : setTimeout(look, 200));
	look();
})`

// runAxe gives what axe-core finds in the page, a line for each kind of fault. What it cannot decide is not a fault.
const runAxe = `axe.run(document, {resultTypes: ["violations"]}).then(r => r.violations.map(v =>
	v.id + ": " + v.help + " at " + v.nodes.slice(0, 3).map(n => n.target.join(" ")).join(", ")).join("\n"))`

// sideways says by how many pixels a page is wider than the screen.
const sideways = `document.documentElement.scrollWidth - document.documentElement.clientWidth`

// TestPagesAreAccessible looks at every kind of page of the demo with axe-core: on a phone and on a desk, by day and by
// night, in English and in Arabic. It finds nothing, and no page scrolls sideways.
func TestPagesAreAccessible(t *testing.T) {
	script, ctx := axe(t), chromium(t, 10*time.Minute)
	address := startDemo(t, "--pace", "1200")
	must(t, chromedp.Do(ctx, chromedp.Navigate(address+"/")))
	if told, err := chromedp.Run(ctx, chromedp.Evaluate[bool](untilTold, chromedp.EvalAwaitPromise)); err != nil || !told {
		t.Fatalf("waiting for the first changes: %v, %v", told, err)
	}
	faulty := `data:text/html,<title>No alternative, no language</title><img src="/none.png">`
	if found := faultsOf(t, ctx, faulty, script); !strings.Contains(found, "image-alt") {
		t.Fatalf("of an image without words axe-core says %q", found)
	}
	for name, path := range kindsOfPage(t, address) {
		lookAt(t, ctx, address+path, name, script, []string{"390-light", "390-dark", "1280-light", "1280-dark"})
	}
}

// lookAt opens a page in each of some views, such as "390-dark", and has it checked.
func lookAt(t *testing.T, ctx context.Context, address, name, script string, views []string) {
	t.Helper()
	must(t, chromedp.Do(ctx, chromedp.Navigate(address), chromedp.WaitReady(chromedp.CSS(`html[data-ready]`))))
	for _, view := range views {
		var width int64
		var scheme string
		_, err := fmt.Sscanf(view, "%d-%s", &width, &scheme)
		must(t, err)
		_, err = chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		must(t, err)
		must(t, chromedp.Do(ctx, chromedp.EmulateViewport(width, 1200)))
		checkPage(t, ctx, name+"-"+view, script)
	}
}

// faultsOf gives what axe-core finds in the page at an address.
func faultsOf(t *testing.T, ctx context.Context, address, script string) string {
	t.Helper()
	must(t, chromedp.Do(ctx, chromedp.Navigate(address)))
	return faultsHere(t, ctx, script)
}

// faultsHere gives what axe-core finds in the page at hand.
func faultsHere(t *testing.T, ctx context.Context, script string) string {
	t.Helper()
	there, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`"axe" in window`))
	must(t, err)
	if !there {
		_, err := chromedp.Run(ctx, chromedp.Evaluate[bool](script+"; true"))
		must(t, err)
	}
	faults, err := chromedp.Run(ctx, chromedp.Evaluate[string](runAxe, chromedp.EvalAwaitPromise))
	must(t, err)
	return faults
}

// checkPage fails when the page at hand has a fault, and keeps a picture of it where "go test" is asked to keep files.
func checkPage(t *testing.T, ctx context.Context, view, script string) {
	t.Helper()
	if faults := faultsHere(t, ctx, script); faults != "" {
		t.Errorf("%s:\n%s", view, faults)
	}
	wider, err := chromedp.Run(ctx, chromedp.Evaluate[int](sideways))
	must(t, err)
	if wider > 0 {
		t.Errorf("%s: scrolls sideways by %d pixels", view, wider)
	}
	if asked := flag.Lookup("test.artifacts"); asked == nil || asked.Value.String() != "true" {
		return // a picture of a long page takes longer than everything else
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(80))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(t.ArtifactDir(), view+".jpg"), picture, 0o600))
}

// kindsOfPage gives the address of one page of every kind, by name.
func kindsOfPage(t *testing.T, address string) map[string]string {
	t.Helper()
	pages := map[string]string{
		"front": "/", "front-filtered": "/?kind=change&meaning=number&weight=much", "front-none": "/?meaning=hedging&weight=most&since=1h&outlet=marafi",
		"outlets": "/outlets", "search": "/search", "no-page": "/nowhere",
		"no-hits": "/search?q=xylophone+of+a+zebra", "bad-filter": "/?weight=lots", "bad-cursor": "/?cursor=nowhere", "bad-number": "/articles/x",
		"bad-stamp": "/raw/yesterday/https://courier.example/", "no-article": "/articles/999999",
	}
	for language, outlet := range map[string]string{"en": "courier", "ar": "marafi"} {
		of := latestOf(t, address, outlet)
		change, article := of.Page, fmt.Sprintf("/articles/%d", of.Article)
		pages["outlet-"+language] = "/outlets/" + outlet
		pages["articles-"+language] = "/outlets/" + outlet + "/articles"
		pages["article-"+language] = article
		pages["looks-"+language] = article + "/looks"
		pages["version-"+language] = article + "/versions/1"
		pages["change-"+language] = change + "?view=sides"
		pages["inline-"+language] = change + "?view=inline"
		pages["compare-"+language] = article + "/compare/1/2"
		pages["hits-"+language] = "/search?q=" + strings.ReplaceAll(strings.Join(strings.Fields(of.Headline)[:1], " "), " ", "+")
	}
	return pages
}

// An item is an entry of the latest, as the pages' JSON gives it.
type item struct {
	Article  int64
	Headline string
	Page     string
}

func latestOf(t *testing.T, address, outlet string) item {
	t.Helper()
	response, err := http.Get(address + "/latest.json?kind=change&outlet=" + outlet)
	must(t, err)
	defer response.Body.Close()
	var latest struct{ Items []item }
	must(t, json.NewDecoder(response.Body).Decode(&latest))
	if len(latest.Items) == 0 {
		t.Fatalf("nothing of %s", outlet)
	}
	found := latest.Items[0]
	found.Page = strings.TrimPrefix(found.Page, address)
	return found
}
