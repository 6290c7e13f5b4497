package main

import (
	"bufio"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"

	"github.com/stemma-news/stemma/extract"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// A truthPage is one row of a set's truth.jsonl: what a person says stands on the page.
type truthPage struct {
	ID         string
	URL        string
	HTML       string // path of the page, from the set's folder
	Title      string
	Author     string
	Date       string
	Text       string
	Paragraphs []truthParagraph
	With       []string // pieces of the article
	Without    []string // pieces of the page that are not of the article
	Comments   []string // pieces of readers' comments
}

// A truthParagraph is a string, or an object for one that may as well be left out.
type truthParagraph struct {
	Text     string
	Optional bool
}

func (p *truthParagraph) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		return json.Unmarshal(data, &p.Text)
	}
	type plain truthParagraph
	return json.Unmarshal(data, (*plain)(p))
}

// extraction measures extract on every set of a folder: DIR/SET/truth.jsonl. With -worst N it names the N worst pages
// of each set, with -set NAME it reads only that set.
func extraction(ctx context.Context, args []string) error {
	options, folder, err := extractionArgs(args)
	if err != nil {
		return err
	}
	sets, err := filepath.Glob(filepath.Join(folder, options.set, "truth.jsonl"))
	if err != nil || len(sets) == 0 {
		return fmt.Errorf("no truth.jsonl in %s/%s", folder, options.set)
	}
	for _, file := range sets {
		f, err := measureSet(ctx, file)
		if err != nil {
			return fmt.Errorf("measure %s: %w", filepath.Dir(file), err)
		}
		f.print(os.Stdout, filepath.Base(filepath.Dir(file)), options.worst)
	}
	return nil
}

func measureSet(ctx context.Context, file string) (*figures, error) {
	pages, err := readTruth(file)
	if err != nil {
		return nil, err
	}
	var f figures
	for _, p := range pages {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		body, err := readPage(filepath.Join(filepath.Dir(file), p.HTML))
		if err != nil {
			return nil, fmt.Errorf("page of %s: %w", p.ID, err)
		}
		f.add(p, timed(ctx, body, p.URL))
	}
	return &f, nil
}

// A reading is a document with what it took to read it.
type reading struct {
	news.Document
	took   time.Duration
	parsed time.Duration // by html.Parse alone
}

func timed(ctx context.Context, body []byte, url string) reading {
	start := time.Now()
	_, _ = html.Parse(strings.NewReader(string(body)))
	parsed := time.Since(start)
	start = time.Now()
	d := extract.Read(ctx, extract.Page{Body: body, ContentType: "text/html; charset=utf-8", URL: url})
	return reading{d, time.Since(start), parsed}
}

func readTruth(file string) ([]truthPage, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var pages []truthPage
	for dec := json.NewDecoder(bufio.NewReader(f)); ; {
		var p truthPage
		if err := dec.Decode(&p); err == io.EOF {
			return pages, nil
		} else if err != nil {
			return nil, err
		}
		pages = append(pages, p)
	}
}

// readPage reads a file, packed or not.
func readPage(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if !strings.HasSuffix(file, ".gz") {
		return io.ReadAll(f)
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// A score is one page's own figure, to find the worst by.
type score struct {
	id    string
	value float64
	note  string
}

// figures add up what was measured on a set.
type figures struct {
	shingles               shingleSums
	paragraphs, whole      int
	with, without          int // snippets
	found, leaked          int
	comments               int
	commentsFound          int
	commentsLeaked         int
	titles, titlesRight    int
	authors, authorsRight  int
	days, daysRight, dated int
	bad                    map[news.Outcome]int
	took, parsed           []time.Duration
	pages                  []score
}

func (f *figures) add(p truthPage, r reading) {
	f.took, f.parsed = append(f.took, r.took), append(f.parsed, r.parsed)
	if r.Outcome != news.Good {
		if f.bad == nil {
			f.bad = map[news.Outcome]int{}
		}
		f.bad[r.Outcome]++
	}
	p.Text = prose.Normal(p.Text) // soft hyphens are no part of words
	text := r.Text()
	s := score{id: p.ID, value: 1, note: string(r.Outcome)}
	if p.Text != "" {
		s.value = f.shingles.add(p.Text, text)
	}
	f.addParagraphs(p, text)
	if missed := f.addSnippets(p, r, text); missed > 0 && p.Text == "" {
		s.value = 1 - float64(missed)/float64(len(p.With)+len(p.Without)+len(p.Comments))
	}
	s.note += f.addParticulars(p, r)
	f.pages = append(f.pages, s)
}

func (f *figures) addParagraphs(p truthPage, text string) {
	words := " " + strings.Join(tokens(text), " ") + " "
	for _, paragraph := range p.Paragraphs {
		if paragraph.Optional {
			continue
		}
		f.paragraphs++
		if strings.Contains(words, " "+strings.Join(tokens(prose.Normal(paragraph.Text)), " ")+" ") {
			f.whole++
		}
	}
}

// addSnippets counts pieces that should, and that should not, stand in the text, and gives how many are wrong.
func (f *figures) addSnippets(p truthPage, r reading, text string) (wrong int) {
	text = prose.Normal(text)
	for _, snippet := range p.With {
		f.with++
		if strings.Contains(text, prose.Normal(snippet)) {
			f.found++
		} else {
			wrong++
		}
	}
	for _, snippet := range p.Without {
		f.without++
		if strings.Contains(text, prose.Normal(snippet)) {
			f.leaked++
			wrong++
		}
	}
	var comments strings.Builder
	for _, c := range r.Comments {
		comments.WriteString(c.Text + "\n")
	}
	said := prose.Normal(comments.String())
	for _, snippet := range p.Comments {
		f.comments++
		if strings.Contains(said, prose.Normal(snippet)) {
			f.commentsFound++
		} else {
			wrong++
		}
		if strings.Contains(text, prose.Normal(snippet)) {
			f.commentsLeaked++
			wrong++
		}
	}
	return wrong
}

// addParticulars compares title and day, and notes what is wrong.
func (f *figures) addParticulars(p truthPage, r reading) (note string) {
	if p.Title != "" {
		f.titles++
		if titleKey(p.Title) == titleKey(r.Headline) {
			f.titlesRight++
		} else {
			note += fmt.Sprintf(" title %q not %q", r.Headline, p.Title)
		}
	}
	if p.Author != "" {
		f.authors++
		if sameNames(p.Author, r.Byline()) {
			f.authorsRight++
		} else {
			note += fmt.Sprintf(" author %q not %q", r.Byline(), p.Author)
		}
	}
	if len(p.Date) >= 10 {
		f.days++
		if !r.Published.IsZero() {
			f.dated++
		}
		if r.Published.Format(time.DateOnly) == p.Date[:10] {
			f.daysRight++
		} else {
			note += fmt.Sprintf(" day %s not %s", r.Published.Format(time.DateOnly), p.Date[:10])
		}
	}
	return note
}

// sameNames says that two bylines have at least half of their words in common, both ways.
func sameNames(a, b string) bool {
	x, y := tokens(strings.ToLower(a)), tokens(strings.ToLower(b))
	common := 0
	for _, word := range y {
		if slices.Contains(x, word) {
			common++
		}
	}
	return common > 0 && common*2 >= len(x) && common*2 >= len(y)
}

// titleKey is what must be equal in two titles: letters and digits, whatever their case.
func titleKey(s string) string { return strings.Join(tokens(strings.ToLower(s)), "") }

func (f *figures) print(w io.Writer, set string, worst int) {
	fmt.Fprintf(w, "%s: %d pages", set, len(f.pages))
	if f.shingles.pages > 0 {
		p, r, f1, exact := f.shingles.mean()
		fmt.Fprintf(w, "; F1 %.4f P %.4f R %.4f exact %.3f", f1, p, r, exact)
	}
	part(w, "paragraphs whole", f.whole, f.paragraphs)
	if f.with+f.without > 0 {
		precision, recall := share(f.found, f.found+f.leaked), share(f.found, f.with)
		fmt.Fprintf(w, "; snippets P %.4f R %.4f F %.4f", precision, recall, 2*precision*recall/(precision+recall))
	}
	part(w, "comments found", f.commentsFound, f.comments)
	part(w, "leaked", f.commentsLeaked, f.comments)
	part(w, "title", f.titlesRight, f.titles)
	part(w, "author", f.authorsRight, f.authors)
	part(w, "day", f.daysRight, f.days)
	part(w, "dated", f.dated, f.days)
	slices.Sort(f.took)
	slices.Sort(f.parsed)
	n := len(f.took)
	fmt.Fprintf(w, "; ms median %.1f p95 %.1f, %.1f times html.Parse", ms(f.took[n/2]), ms(f.took[n*95/100]),
		ms(f.took[n/2])/ms(f.parsed[n/2]))
	if len(f.bad) > 0 {
		fmt.Fprintf(w, "; not good %v", f.bad)
	}
	fmt.Fprintln(w)
	slices.SortStableFunc(f.pages, func(a, b score) int { return int((a.value - b.value) * 1e6) })
	for _, s := range f.pages[:min(worst, len(f.pages))] {
		fmt.Fprintf(w, "   %.3f %s %s\n", s.value, s.id, s.note)
	}
}

func part(w io.Writer, what string, n, of int) {
	if of > 0 {
		fmt.Fprintf(w, "; %s %.4f", what, share(n, of))
	}
}

func share(n, of int) float64 { return float64(n) / max(float64(of), 1) }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
