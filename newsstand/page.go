package newsstand

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
)

//go:embed templates/*.html
var templateFiles embed.FS

// pages are the templates, each by the name of its file or definition.
type pages struct{ *template.Template }

// parsePages panics when a template is not well written: the tests render them all.
func parsePages() pages {
	return pages{template.Must(template.New("").Funcs(template.FuncMap{
		"rfc":   func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
		"style": func(s string) template.CSS { return template.CSS(s) },
	}).ParseFS(templateFiles, "templates/*.html"))}
}

// render gives the page; a template that fails is a mistake of ours, and panics.
func (p pages) render(name string, data any) []byte {
	var b bytes.Buffer
	if p.Lookup(name) == nil {
		name += ".html"
	}
	if err := p.ExecuteTemplate(&b, name, data); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// A frame is what every page of a house has.
type frame struct {
	W        words
	Name     string
	Motto    string
	Lang     string
	Charset  string
	Accent   string
	Origin   string
	FeedURL  string
	FeedType string // for <link rel=alternate>; empty for a sitemap
	Title    string
	Sections []string
	Now      string
	F        furniture
}

// furniture changes at every request and has nothing to do with the article.
type furniture struct {
	Related, Popular     []teaser
	Ad, Ticker, Weather  string
	Views, Shares        int
	Seen, Reading, Token string
}

type teaser struct {
	Title, URL, Lead, Ago, Section, Picture string
	At                                      time.Time
}

func (v *visit) frame(title string) frame {
	h := v.house
	f := frame{
		W: v.words, Name: h.name, Motto: h.motto, Lang: h.lang, Charset: h.charset(), Accent: h.accent,
		Origin: v.world.origin(h), FeedURL: v.world.origin(h) + h.feedPath, Title: title, Sections: v.world.sections(h),
		Now: v.now.UTC().Format(h.dates),
	}
	f.FeedType = map[news.FeedKind]string{
		news.RSS: "application/rss+xml", news.Atom: "application/atom+xml", news.JSONFeed: "application/feed+json",
	}[h.feed]
	if !h.quiet {
		f.F = v.furniture()
	}
	return f
}

func (v *visit) furniture() furniture {
	r := rand.New(rand.NewPCG(v.serial, mix(v.world.seed, v.now.UnixNano())))
	all := v.world.standing(v.house, v.now)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	var teasers []teaser
	for _, a := range all[:min(len(all), 9)] {
		if a.state(v.now).path != v.asked() {
			teasers = append(teasers, v.teaser(a))
		}
	}
	f := furniture{
		Related: teasers[:min(len(teasers), 4)], Popular: teasers[max(len(teasers)-5, 0):], Ad: v.words.Ads[r.IntN(len(v.words.Ads))],
		Weather: count(v.words.Weather, 4+r.IntN(9)), Views: 800 + r.IntN(90_000), Shares: r.IntN(900),
		Token: fmt.Sprintf("%016x", r.Uint64()),
	}
	f.Seen, f.Reading = count(v.words.Views, f.Views), count(v.words.Readers, 3+r.IntN(240))
	if len(teasers) > 0 {
		f.Ticker = teasers[r.IntN(len(teasers))].Title
	}
	return f
}

func (v *visit) teaser(a *article) teaser {
	s := a.state(v.now)
	lead := textOf(s.blocks, "s")
	if lead == "" {
		lead = firstWords(textOf(s.blocks, "1"), 22)
	}
	return teaser{
		Title: textOf(s.blocks, "h"), URL: s.path, Lead: lead, Ago: v.words.ago(v.now.Sub(a.published)), Section: a.section,
		Picture: fmt.Sprintf("/media/%d.svg", a.id), At: a.published,
	}
}

// firstWords cuts a text short, as a teaser does.
func firstWords(text string, n int) string {
	words := strings.Fields(text)
	if r := []rune(text); len(words) < 4 && len(r) > 2*n {
		return string(r[:2*n]) + "…"
	}
	if len(words) <= n {
		return text
	}
	return strings.Join(words[:n], " ") + " …"
}

// A page is an article's page.
type page struct {
	frame
	URL, Headline, Standfirst, Byline, Caption string
	Credit, Section, Picture, Ago              string
	Blocks                                     []piece
	Published, Modified                        time.Time
	Dated, Updated                             string
	Comments                                   []thread
	Count                                      int // of comments
	LD                                         map[string]any
}

// A piece is a block in its place, list items gathered into their list.
type piece struct {
	Kind  news.BlockKind
	Text  template.HTML
	Items []string
}

// A thread is a comment and its answers.
type thread struct {
	ID, Parent        int
	Author, Text, Ago string
	At                time.Time
	Answers           []thread
}

func (v *visit) page(a *article, s state) page {
	p := page{
		frame: v.frame(textOf(s.blocks, "h")), URL: v.world.origin(v.house) + s.path, Headline: textOf(s.blocks, "h"),
		Standfirst: textOf(s.blocks, "s"), Byline: textOf(s.blocks, "by"), Caption: textOf(s.blocks, "c"), Credit: a.source,
		Section: a.section, Picture: fmt.Sprintf("/media/%d.svg", a.id), Ago: v.words.ago(v.now.Sub(a.published)),
		Blocks: pieces(s.blocks), Published: a.published, Modified: s.modified,
		Dated: a.published.UTC().Format(v.house.dates), Updated: s.modified.UTC().Format(v.house.dates),
	}
	for _, c := range a.comments {
		if c.stands(v.now) {
			p.Count++
		}
	}
	p.Comments = v.threads(a.comments, 0)
	p.LD = p.linked()
	return p
}

func pieces(blocks []block) []piece {
	var all []piece
	for _, b := range blocks {
		switch b.kind {
		case news.Headline, news.Byline, news.Standfirst, news.Caption:
			continue
		case news.ListItem:
			if n := len(all); n > 0 && all[n-1].Kind == news.ListItem {
				all[n-1].Items = append(all[n-1].Items, b.text)
				continue
			}
			all = append(all, piece{Kind: b.kind, Items: []string{b.text}})
		default:
			all = append(all, piece{Kind: b.kind, Text: b.markup()})
		}
	}
	return all
}

// markup writes a block's text with its link.
func (b block) markup() template.HTML {
	before, after, linked := strings.Cut(b.text, b.words)
	if b.words == "" || !linked {
		return template.HTML(template.HTMLEscapeString(b.text)) // escaped
	}
	e := template.HTMLEscapeString
	return template.HTML(e(before) + `<a href="` + e(b.target) + `">` + e(b.words) + "</a>" + e(after)) // escaped
}

func (v *visit) threads(comments []comment, parent int) []thread {
	var all []thread
	for _, c := range comments {
		if c.parent == parent && c.stands(v.now) {
			all = append(all, thread{
				c.id, c.parent, c.author, c.text, v.words.ago(v.now.Sub(c.posted)), c.posted.UTC(), v.threads(comments, c.id),
			})
		}
	}
	return all
}

// linked gives the article's linked data.
func (p page) linked() map[string]any {
	return map[string]any{
		"@context": "https://schema.org", "@type": "NewsArticle", "headline": p.Headline, "description": p.Standfirst,
		"datePublished": p.Published.UTC().Format(time.RFC3339), "dateModified": p.Modified.UTC().Format(time.RFC3339),
		"mainEntityOfPage": p.URL, "inLanguage": p.Lang, "articleSection": p.Section,
		"author":    []map[string]any{{"@type": "Person", "name": p.Byline}},
		"publisher": map[string]any{"@type": "Organization", "name": p.Name, "url": p.Origin},
		"image":     p.Origin + p.Picture,
	}
}

// sections lists where the house files its stories, those that it carries for others included.
func (w *world) sections(h *house) []string {
	var all []string
	for _, of := range w.houses {
		for _, s := range w.scripts[of.key] {
			carries := slices.ContainsFunc(s.carries, func(c carry) bool { return c.house == h.key })
			if (of == h || carries) && !slices.Contains(all, s.section) {
				all = append(all, s.section)
			}
		}
	}
	return all
}

// list answers with the newest stories, of one section or of all.
func (v *visit) list(section string, now time.Time) {
	f := v.frame(v.house.name)
	var stories []teaser
	for _, a := range v.world.standing(v.house, now) {
		if (section == "" || a.section == section) && len(stories) < 40 {
			stories = append(stories, v.teaser(a))
		}
	}
	if section != "" {
		f.Title = section
		if !slices.Contains(f.Sections, section) {
			v.missing(http.StatusNotFound)
			return
		}
	}
	v.send("home", http.StatusOK, struct {
		Frame   frame
		Stories []teaser
	}{f, stories})
}

// send writes a page that belongs to no house.
func (p pages) send(w http.ResponseWriter, name string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Write(p.render(name, data))
}
