package main

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

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
	bad                    map[string]int
	took, parsed           []time.Duration
	mallocs, allocated     []uint64
	peak                   uint64
	pages                  []score
}

func (f *figures) add(p truthPage, a answer) {
	f.took, f.parsed = append(f.took, a.Took), append(f.parsed, a.Parsed)
	f.mallocs, f.allocated = append(f.mallocs, a.Mallocs), append(f.allocated, a.Allocated)
	f.peak = max(f.peak, a.Peak)
	if a.Error != "" {
		a.Outcome = "error"
	}
	if a.Outcome != "" && a.Outcome != string(news.Good) {
		if f.bad == nil {
			f.bad = map[string]int{}
		}
		f.bad[a.Outcome]++
	}
	p.Text = prose.Normal(p.Text) // soft hyphens are no part of words
	s := score{id: p.ID, value: 1, note: strings.TrimSpace(a.Outcome + " " + a.Error)}
	if p.Text != "" {
		s.value = f.shingles.add(p.Text, a.Text)
	}
	f.addParagraphs(p, a.Text)
	if missed := f.addSnippets(p, a); missed > 0 && p.Text == "" {
		s.value = 1 - float64(missed)/float64(len(p.With)+len(p.Without)+len(p.Comments))
	}
	s.note += f.addParticulars(p, a)
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
func (f *figures) addSnippets(p truthPage, a answer) (wrong int) {
	text := prose.Normal(a.Text)
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
	said := prose.Normal(strings.Join(a.Comments, "\n"))
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
func (f *figures) addParticulars(p truthPage, a answer) (note string) {
	if p.Title != "" {
		f.titles++
		if titleKey(p.Title) == titleKey(a.Title) {
			f.titlesRight++
		} else {
			note += fmt.Sprintf(" title %q not %q", a.Title, p.Title)
		}
	}
	if p.Author != "" {
		f.authors++
		if sameNames(p.Author, a.Author) {
			f.authorsRight++
		} else {
			note += fmt.Sprintf(" author %q not %q", a.Author, p.Author)
		}
	}
	if len(p.Date) >= 10 {
		f.days++
		if a.Date != "" {
			f.dated++
		}
		if a.Date == p.Date[:10] {
			f.daysRight++
		} else {
			note += fmt.Sprintf(" day %s not %s", a.Date, p.Date[:10])
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

func (f *figures) print(w io.Writer, reader string, worst int) {
	fmt.Fprintf(w, "   %-12s", reader)
	if f.shingles.pages > 0 {
		p, r, f1, exact := f.shingles.mean()
		fmt.Fprintf(w, " F1 %.4f P %.4f R %.4f exact %.3f;", f1, p, r, exact)
	}
	part(w, "paragraphs whole", f.whole, f.paragraphs)
	if f.with+f.without > 0 {
		precision, recall := share(f.found, f.found+f.leaked), share(f.found, f.with)
		fmt.Fprintf(w, " snippets P %.4f R %.4f F %.4f;", precision, recall, 2*precision*recall/(precision+recall))
	}
	part(w, "comments found", f.commentsFound, f.comments)
	part(w, "leaked", f.commentsLeaked, f.comments)
	part(w, "title", f.titlesRight, f.titles)
	part(w, "author", f.authorsRight, f.authors)
	part(w, "day", f.daysRight, f.days)
	part(w, "dated", f.dated, f.days)
	f.printCost(w)
	if len(f.bad) > 0 {
		fmt.Fprintf(w, "; not good %v", f.bad)
	}
	fmt.Fprintln(w)
	slices.SortStableFunc(f.pages, func(a, b score) int { return cmp.Compare(a.value, b.value) })
	for _, s := range f.pages[:min(worst, len(f.pages))] {
		fmt.Fprintf(w, "      %.3f %s %s\n", s.value, s.id, s.note)
	}
}

// printCost prints what reading took: time a page, also as a multiple of what html.Parse alone took of it, and memory.
func (f *figures) printCost(w io.Writer) {
	fmt.Fprintf(w, " ms median %.1f p95 %.1f, %.1f times html.Parse", ms(quantile(f.took, 0.5)), ms(quantile(f.took, 0.95)),
		ms(quantile(f.took, 0.5))/max(ms(quantile(f.parsed, 0.5)), 0.001))
	fmt.Fprintf(w, "; median %.2f MB in %.1f thousand allocations", float64(quantile(f.allocated, 0.5))/(1<<20),
		float64(quantile(f.mallocs, 0.5))/1000)
	if f.peak > 0 {
		fmt.Fprintf(w, ", peak %d MB", f.peak>>20)
	}
}

// quantile gives the value that a share q of all does not exceed, zero for none.
func quantile[T cmp.Ordered](all []T, q float64) (value T) {
	if len(all) == 0 {
		return value
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[int(q*float64(len(sorted)-1))]
}

func part(w io.Writer, what string, n, of int) {
	if of > 0 {
		fmt.Fprintf(w, " %s %.4f;", what, share(n, of))
	}
}

func share(n, of int) float64 { return float64(n) / max(float64(of), 1) }

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
