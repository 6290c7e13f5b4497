package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// A kept is a site with an article whose pages are kept.
type kept struct {
	*site
	article news.Article
	bodies  *archive.Archive
}

// keepPages publishes an article and keeps three looks at it, an hour apart from dawn on; the second brought no page.
func keepPages(t *testing.T, path string) *kept {
	t.Helper()
	k := &kept{}
	k.site = newSite(t, func(o *Options) {
		var err error
		if k.bodies, err = archive.Open(t.Context(), o.DB.SQL(), o.DB.Postgres()); err != nil {
			t.Fatal(err)
		}
		o.Archive, o.Address = k.bodies, "https://stemma.example"
	})
	k.article = k.publish(courier, path, fire()[:1]...)
	k.keep(dawn.Add(time.Hour), http.StatusOK, "text/html; charset=iso-8859-1", "<h1>Two hurt</h1>")
	k.keep(dawn.Add(2*time.Hour), 0, "", "")
	k.keep(dawn.Add(3*time.Hour), http.StatusNotFound, "text/html", "<h1>Gone</h1>")
	return k
}

func (k *kept) keep(at time.Time, status int, kind, body string) {
	k.Helper()
	c := news.Capture{ArticleID: k.article.ID, URL: k.article.URL, At: at, Status: status, Read: at, Outcome: news.Failed}
	if status == http.StatusOK {
		c.Outcome = news.SameText
	}
	c.Header = fmt.Sprintf(`{"Content-Type":[%q],"Refresh":["0;url=https://evil.example"],"Set-Cookie":["a=b"],"Link":["<x>"]}`, kind)
	if body != "" {
		var err error
		if c.Body, err = k.bodies.Put(k.Context(), []byte(body), ""); err != nil {
			k.Fatal(err)
		}
	}
	k.write(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.AddCapture(ctx, c)
		return err
	})
}

func (k *kept) get(path string, header ...string) *http.Response {
	k.Helper()
	r := httptest.NewRequest(http.MethodGet, path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return k.do(r)
}

const (
	firstRaw = "https://stemma.example/raw/20260303070000/https://courier.example/fire"
	lastRaw  = "https://stemma.example/raw/20260303090000/https://courier.example/fire"
)

func TestTimeMapListsEveryPage(t *testing.T) {
	k := keepPages(t, "/fire")
	want := `<https://courier.example/fire>; rel="original",
<https://stemma.example/timemap/link/https://courier.example/fire>; rel="self"; type="application/link-format"; ` +
		`from="Tue, 03 Mar 2026 07:00:00 GMT"; until="Tue, 03 Mar 2026 09:00:00 GMT",
<https://stemma.example/timegate/https://courier.example/fire>; rel="timegate",
<` + firstRaw + `>; rel="first memento"; datetime="Tue, 03 Mar 2026 07:00:00 GMT",
<` + lastRaw + `>; rel="last memento"; datetime="Tue, 03 Mar 2026 09:00:00 GMT"
`
	if diff := cmp.Diff(want, k.body("/timemap/link/https://courier.example/fire", http.StatusOK)); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	var got timemapJSON
	if err := json.Unmarshal([]byte(k.body("/timemap/json/https://courier.example/fire", http.StatusOK)), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Mementos.List) != 2 || got.Mementos.First.URI != firstRaw || got.Mementos.Last.Time != "2026-03-03T09:00:00Z" {
		t.Errorf("the time map as JSON is %+v", got)
	}
	k.body("/timemap/xml/https://courier.example/fire", http.StatusBadRequest)
}

func TestTimeGateLeadsToTheNearest(t *testing.T) {
	k := keepPages(t, "/fire")
	for _, test := range []struct{ accept, want string }{
		{"", lastRaw},
		{"Tue, 03 Mar 2026 01:00:00 GMT", firstRaw},
		{"Tue, 03 Mar 2026 07:00:00 GMT", firstRaw},
		{"Tue, 03 Mar 2026 07:59:00 GMT", firstRaw},
		{"Tue, 03 Mar 2026 08:01:00 GMT", lastRaw},
		{"Tue, 03 Mar 2036 08:01:00 GMT", lastRaw},
	} {
		r := k.get("/timegate/https://courier.example/fire", "Accept-Datetime", test.accept)
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusFound || got != test.want {
			t.Errorf("%q leads to %s (%s), want %s", test.accept, got, r.Status, test.want)
		}
		if !strings.Contains(strings.Join(r.Header.Values("Vary"), ","), "accept-datetime") {
			t.Errorf("Vary is %q", r.Header.Values("Vary"))
		}
		if link := r.Header.Get("Link"); !strings.Contains(link, `<https://courier.example/fire>; rel="original"`) ||
			!strings.Contains(link, `rel="timemap"`) || strings.Contains(link, `rel="timegate"`) {
			t.Errorf("Link is %s", link)
		}
	}
	if r := k.get("/timegate/https://courier.example/fire", "Accept-Datetime", "yesterday"); r.StatusCode != http.StatusBadRequest {
		t.Errorf("a moment that is none: %s, want 400", r.Status)
	}
}

func TestRawPageIsAsItCameAndInert(t *testing.T) {
	k := keepPages(t, "/fire")
	r := k.get(strings.TrimPrefix(firstRaw, "https://stemma.example"))
	for name, want := range map[string]string{
		"Memento-Datetime": "Tue, 03 Mar 2026 07:00:00 GMT", "Content-Type": "text/html; charset=iso-8859-1",
		"Content-Security-Policy": inert, "X-Content-Type-Options": "nosniff", "Refresh": "", "Set-Cookie": "",
		"Link": `<https://courier.example/fire>; rel="original", ` +
			`<https://stemma.example/timegate/https://courier.example/fire>; rel="timegate", ` +
			`<https://stemma.example/timemap/link/https://courier.example/fire>; rel="timemap"; type="application/link-format", ` +
			`<` + firstRaw + `>; rel="first memento"; datetime="Tue, 03 Mar 2026 07:00:00 GMT", ` +
			`<` + lastRaw + `>; rel="last next memento"; datetime="Tue, 03 Mar 2026 09:00:00 GMT"`,
	} {
		if got := strings.Join(r.Header.Values(name), " | "); got != want {
			t.Errorf("%s: %s\nwant %s", name, got, want)
		}
	}
	if got := k.body(strings.TrimPrefix(firstRaw, "https://stemma.example"), http.StatusOK); got != "<h1>Two hurt</h1>" {
		t.Errorf("the page is %q", got)
	}
	if got := k.body(strings.TrimPrefix(lastRaw, "https://stemma.example"), http.StatusNotFound); got != "<h1>Gone</h1>" {
		t.Errorf("the page of an answer 404 is %q", got)
	}
}

func TestRawLeadsToTheNearest(t *testing.T) {
	k := keepPages(t, "/fire")
	for stamp, want := range map[string]string{
		"2026": firstRaw, "20260303070001": firstRaw, "20260303085959": lastRaw, "203012": lastRaw,
	} {
		r := k.get("/raw/" + stamp + "/https://courier.example/fire")
		if got := r.Header.Get("Location"); r.StatusCode != http.StatusFound || got != want {
			t.Errorf("%s leads to %s (%s), want %s", stamp, got, r.Status, want)
		}
	}
	k.body("/raw/yesterday/https://courier.example/fire", http.StatusBadRequest)
}

// TestAddressesInsideAddresses: however the page's address arrives, it is the same page.
func TestAddressesInsideAddresses(t *testing.T) {
	k := keepPages(t, "/a/b.json?id=7&x=%2Fy")
	for _, address := range []string{
		"https://courier.example/a/b.json?id=7&x=%2Fy",
		"https:/courier.example/a/b.json?id=7&x=%2Fy",
		"http://www.courier.example/a/b.json?id=7&x=%2Fy&utm_source=x",
		"https%3A%2F%2Fcourier.example%2Fa%2Fb.json%3Fid%3D7%26x%3D%252Fy",
	} {
		if r := k.get("/raw/20260303070000/" + address); r.StatusCode != http.StatusOK || r.Header.Get("Memento-Datetime") == "" {
			t.Errorf("%s: %s, want 200", address, r.Status)
		}
	}
}

// TestPagesLeadToWhatIsKept: from the page of an article, and of a version, to the page as it looked then, and not to
// the error that came since in its place.
func TestPagesLeadToWhatIsKept(t *testing.T) {
	k := keepPages(t, "/a?id=7&x=%2Fy")
	for _, path := range []string{"/articles/1", "/articles/1/versions/1"} {
		links := find(k.page(path, http.StatusOK), "a[href]")
		raw := 0
		for _, link := range links {
			if to := attr(link, "href"); strings.HasPrefix(to, "/raw/") {
				raw++
				if moved := k.get(to).Header.Get("Location"); moved != "" {
					to = strings.TrimPrefix(moved, "https://stemma.example")
				}
				k.body(to, http.StatusOK)
			} else if strings.HasPrefix(to, "/timemap/") {
				k.body(to, http.StatusOK)
			}
		}
		if raw != 1 {
			t.Errorf("%s leads to %d kept pages, want one", path, raw)
		}
	}
}

func TestWhatIsNotKept(t *testing.T) {
	k := keepPages(t, "/fire")
	for path, want := range map[string]int{
		"/raw/20260303070000/https://courier.example/other": http.StatusNotFound,
		"/timemap/link/https://courier.example/other":       http.StatusNotFound,
		"/timegate/https://courier.example/other":           http.StatusNotFound,
		"/timegate/nonsense:":                               http.StatusBadRequest,
		"/timegate/":                                        http.StatusBadRequest,
		"/timemap/link/":                                    http.StatusBadRequest,
		"/raw/20260303070000":                               http.StatusBadRequest,
	} {
		if got := k.body(path, want); !strings.Contains(got, "<h1") {
			t.Errorf("%s: no page says what is wrong", path)
		}
	}
	k.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.Hide(ctx, k.article.ID, dawn, "a court said so")
	})
	for _, path := range []string{"/raw/20260303070000/", "/timemap/link/", "/timegate/"} {
		if got := k.body(path+"https://courier.example/fire", http.StatusGone); !strings.Contains(got, "a court said so") {
			t.Errorf("%s of a hidden article does not say why", path)
		}
	}
}

func TestTypesThatBrowsersRunAreDisarmed(t *testing.T) {
	for _, test := range []struct{ given, body, want string }{
		{"text/html; charset=UTF-8", "<p>", "text/html; charset=UTF-8"},
		{"TEXT/HTML", "<p>", "text/html"},
		{"text/html; charset=\"x y\\\"\"", "<p>", "text/html"},
		{"application/xhtml+xml", "<p/>", "application/xhtml+xml"},
		{"", "<!doctype html><p>", "text/html"},
		{"nonsense", "\x00\x01", "application/octet-stream"},
		{"image/svg+xml", "<svg onload='x()'/>", "text/plain"},
		{"application/xml; charset=utf-8", "<?xml-stylesheet href='x'?>", "text/plain; charset=utf-8"},
		{"text/xml", "<x/>", "text/plain"},
		{"application/rss+xml", "<rss/>", "text/plain"},
		{"application/ld+json", "{}", "text/plain"},
		{"text/javascript", "x()", "text/plain"},
		{"text/plain", "\x00", "application/octet-stream"},
		{"application/pdf", "%PDF", "application/octet-stream"},
		{"application/wasm", "\x00asm", "application/octet-stream"},
		{"multipart/x-mixed-replace; boundary=x", "--x", "application/octet-stream"},
		{"image/png", "\x89PNG", "image/png"},
	} {
		if got := inertType(test.given, []byte(test.body)); got != test.want {
			t.Errorf("%q of %q is shown as %s, want %s", test.given, test.body, got, test.want)
		}
	}
}
