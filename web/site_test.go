package web

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// A site is the whole handler over a database of its own, in memory.
type site struct {
	testing.TB
	db      *store.DB
	handler http.Handler
}

func newSite(t testing.TB, options ...func(*Options)) *site {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	o := Options{DB: db, Title: "Stemma", Operator: "desk@stemma.example", Log: slog.New(slog.DiscardHandler)}
	for _, set := range options {
		set(&o)
	}
	handler, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return &site{t, db, handler}
}

// A printed is one version for a test: its blocks are paragraphs, unless a line begins with a kind and a bar
// ("heading|What burned"); the claimed time of an entry stands behind its kind ("entry@2026-03-03T05:50:00Z|The first trees").
type printed struct {
	headline string
	byline   string
	lines    []string
}

func (p printed) blocks() []news.Block {
	var blocks []news.Block
	for _, line := range p.lines {
		kind, text, found := strings.Cut(line, "|")
		if !found {
			kind, text = string(news.Paragraph), line
		}
		kind, claimed, _ := strings.Cut(kind, "@")
		at, _ := time.Parse(time.RFC3339, claimed)
		blocks = append(blocks, news.Block{Kind: news.BlockKind(kind), Text: text, At: at})
	}
	return blocks
}

// dawn is when the first version of every article in these tests was first seen; each next one is an hour later.
var dawn = time.Date(2026, 3, 3, 6, 0, 0, 0, time.UTC)

var courier = news.Outlet{Name: "The Harbour Courier", Language: "en", Home: "https://courier.example/", Hosts: []string{"courier.example"}, Added: dawn}

// publish puts an article with its versions and the changes between them into the database, as watching would have.
func (s *site) publish(o news.Outlet, path string, versions ...printed) news.Article {
	s.Helper()
	var article news.Article
	s.write(func(ctx context.Context, tx *store.Tx) error {
		outlet, err := tx.OutletFor(ctx, o)
		if err != nil {
			return err
		}
		article, _, err = tx.AddArticle(ctx, news.Article{
			OutletID: outlet.ID, URL: "https://" + o.Hosts[0] + path, Headline: versions[0].headline,
			Language: o.Language, FirstSeen: dawn, Published: dawn.Add(-time.Minute),
		})
		if err != nil {
			return err
		}
		for i := range versions {
			if err := s.print(ctx, tx, article, versions, i); err != nil {
				return err
			}
		}
		n := len(versions)
		article.Looked, article.Due = dawn.Add(time.Duration(n)*time.Hour-time.Minute), dawn.Add(time.Duration(n)*time.Hour)
		article.Outcome, article.Current, article.Headline = news.SameText, n, versions[n-1].headline
		if n > 1 {
			article.Changed = dawn.Add(time.Duration(n-1) * time.Hour)
		}
		return tx.ArticleLooked(ctx, article)
	})
	return article
}

func (s *site) print(ctx context.Context, tx *store.Tx, a news.Article, versions []printed, i int) error {
	at := dawn.Add(time.Duration(i) * time.Hour)
	v := versions[i]
	c, err := tx.AddCapture(ctx, news.Capture{ArticleID: a.ID, URL: a.URL, At: at, Status: 200, Outcome: news.New, Version: i + 1, Read: at})
	if err != nil {
		return err
	}
	if _, err := tx.AddVersion(ctx, news.Version{
		ArticleID: a.ID, Edition: 1, Headline: v.headline, Byline: v.byline, Language: a.Language,
		FirstSeen: at, LastSeen: at.Add(59 * time.Minute), CaptureID: c.ID, Blocks: v.blocks(),
	}); err != nil || i == 0 {
		return err
	}
	before := versions[i-1]
	edits := diff.Blocks(news.Parts(before.headline, before.byline, before.blocks()), news.Parts(v.headline, v.byline, v.blocks()))
	for j := range edits {
		edits[j].Meanings, edits[j].Weight, edits[j].Reason = []news.Meaning{news.MeansNumber}, 0.9, "a number went up"
	}
	return tx.AddChange(ctx, news.Change{
		ArticleID: a.ID, N: i, From: i, To: i + 1, SeenBefore: at.Add(-time.Minute), SeenAfter: at, Confirmed: at,
		Silent: true, Weight: 0.9, Summary: fmt.Sprintf("change %d: a number went up", i), Edits: edits, Meanings: []news.Meaning{news.MeansNumber},
	})
}

func (s *site) write(do func(context.Context, *store.Tx) error) {
	s.Helper()
	ctx := s.Context()
	if err := s.db.Tx(ctx, func(tx *store.Tx) error { return do(ctx, tx) }); err != nil {
		s.Fatal(err)
	}
}

func (s *site) do(r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Result()
}

// body gets an address and gives what came, which must have the status.
func (s *site) body(path string, status int) string {
	s.Helper()
	response := s.do(httptest.NewRequest(http.MethodGet, path, nil))
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		s.Fatal(err)
	}
	if response.StatusCode != status {
		s.Fatalf("GET %s: %s, want %d\n%s", path, response.Status, status, body)
	}
	return string(body)
}

// page gets an address and parses it.
func (s *site) page(path string, status int) *html.Node {
	s.Helper()
	return parseHTML(s, s.body(path, status))
}

func parseHTML(t testing.TB, text string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// find gives the elements that a selector means: compounds of tag, .class, #id and [attr] or [attr=value], with blanks
// for "somewhere inside".
func find(root *html.Node, selector string) []*html.Node {
	found := []*html.Node{root}
	for part := range strings.FieldsSeq(selector) {
		var next []*html.Node
		seen := map[*html.Node]bool{}
		for _, at := range found {
			for n := range at.Descendants() {
				if !seen[n] && matches(n, part) {
					seen[n] = true
					next = append(next, n)
				}
			}
		}
		found = next
	}
	return found
}

func matches(n *html.Node, compound string) bool {
	if n.Type != html.ElementNode {
		return false
	}
	for compound != "" {
		end := strings.IndexAny(compound[1:], ".#[") + 1
		if end == 0 {
			end = len(compound)
		}
		one := compound[:end]
		compound = compound[end:]
		switch one[0] {
		case '.':
			if !strings.Contains(" "+attr(n, "class")+" ", " "+one[1:]+" ") {
				return false
			}
		case '#':
			if attr(n, "id") != one[1:] {
				return false
			}
		case '[':
			name, value, given := strings.Cut(strings.Trim(one, "[]"), "=")
			if !hasAttr(n, name) || given && attr(n, name) != value {
				return false
			}
		default:
			if n.Data != one {
				return false
			}
		}
	}
	return true
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

// textOf gives the words that stand in a node, with single blanks.
func textOf(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return strings.Join(strings.Fields(b.String()), " ")
}

// textsOf gives the words of every element that a selector means.
func textsOf(root *html.Node, selector string) []string {
	var all []string
	for _, n := range find(root, selector) {
		all = append(all, textOf(n))
	}
	return all
}

// one gives the only element that a selector means.
func one(t testing.TB, root *html.Node, selector string) *html.Node {
	t.Helper()
	found := find(root, selector)
	if len(found) != 1 {
		t.Fatalf("%d elements are %q, want 1", len(found), selector)
	}
	return found[0]
}

// fire is an article of four versions: a number, a headline and a removed quotation, a moved paragraph and a notice.
func fire() []printed {
	quay := "A fire at Port Merrow injured 12 dock workers on Tuesday night, the harbour authority said."
	engines := "Forty engines from six towns were called, and boats pumped water from the basin side."
	quote := "“We had no warning and no drill,” said Ilse Varnholt, who has loaded ships here for nineteen years."
	ferries := "Ferries ran late all morning, and the coastal railway closed its harbour branch."
	inquiry := "An inquiry will be led by the district court, which hears its first witness in April."
	union := "The union of dock workers called for a day of mourning and for open books."
	more := strings.Replace(quay, "12", "21", 1)
	return []printed{
		{"Twelve hurt in harbour fire", "Tomasin Grey", []string{quay, engines, quote, ferries, inquiry, union}},
		{"Twelve hurt in harbour fire", "Tomasin Grey", []string{more, engines, quote, ferries, inquiry, union}},
		{"Many hurt in harbour fire", "Tomasin Grey", []string{more, engines, ferries, inquiry, union}},
		{"Many hurt in harbour fire", "Tomasin Grey", []string{more, union, engines, ferries, inquiry, "notice|Correction: the number of injured was wrong."}},
	}
}

func htmlOf(response *http.Response) (*html.Node, error) {
	defer response.Body.Close()
	return html.Parse(response.Body)
}

// checkIDs fails when an id stands twice, or a link within the page leads nowhere.
func checkIDs(t testing.TB, path string, root *html.Node) {
	t.Helper()
	ids := map[string]bool{}
	for _, n := range find(root, "[id]") {
		if id := attr(n, "id"); ids[id] {
			t.Errorf("%s: the id %q stands twice", path, id)
		} else {
			ids[id] = true
		}
	}
	for _, n := range find(root, "a[href]") {
		if id, inside := strings.CutPrefix(attr(n, "href"), "#"); inside && !ids[id] {
			t.Errorf("%s: nothing is at #%s", path, id)
		}
	}
}
