package web

import (
	"html"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
)

func spans(text string) []news.Span {
	var all []news.Span
	for part := range strings.SplitSeq(text, "|") {
		op := map[byte]news.Op{'-': news.Removed, '+': news.Added}[(part + " ")[0]]
		if op == "" {
			all = append(all, news.Span{Op: news.Same, Text: part})
			continue
		}
		all = append(all, news.Span{Op: op, Text: part[1:]})
	}
	return all
}

func TestMarkup(t *testing.T) {
	for _, test := range []struct{ name, spans, both, was, is, plain string }{
		{"replaced", "hurt |-twelve|+21| people", "hurt <del>twelve</del> <ins>21</ins> people", "hurt <del>twelve</del> people", "hurt <ins>21</ins> people", "hurt [-twelve-] {+21+} people"},
		{"blanks stand outside", "a|- b |c", "a <del>b</del> c", "a <del>b</del> c", "ac", "a [-b-] c"},
		{"escaped", "x |+<i>&", "x <ins>&lt;i&gt;&amp;</ins>", "x ", "x <ins>&lt;i&gt;&amp;</ins>", "x {+<i>&+}"},
		{"only blanks", "a|+ |b", "a b", "ab", "a b", "a b"},
		{"nothing", "", "", "", "", ""},
	} {
		all := spans(test.spans)
		got := []string{string(both(all)), string(markup(all, news.Added)), string(markup(all, news.Removed)), plain(all)}
		if diff := cmp.Diff([]string{test.both, test.was, test.is, test.plain}, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func TestLineOf(t *testing.T) {
	all := spans("one\n|-too|+two\nthree| four")
	for n, want := range []wording{
		{text: "own", spans: spans("one"), goes: true},
		{text: "own", spans: spans("+two"), goes: true},
		{text: "own", spans: spans("+three| four")},
		{text: "own"},
	} {
		got := lineOf(all, news.Removed, n, "own")
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(wording{})); diff != "" {
			t.Errorf("line %d: -want +got\n%s", n, diff)
		}
	}
}

func TestSnippet(t *testing.T) {
	long := strings.Repeat("word ", 100)
	for _, test := range []struct {
		name  string
		spans []news.Span
		want  string
	}{
		{"short", spans("hurt |-12|+21| people"), "hurt [-12-] {+21+} people"},
		{"lead is cut", []news.Span{{Op: news.Same, Text: long}, {Op: news.Added, Text: "new"}}, "…" + strings.Repeat("word ", 9) + "{+new+}"},
		{"all removed", []news.Span{{Op: news.Removed, Text: long}}, "[-" + strings.TrimSpace(strings.Repeat("word ", 46)) + "…-]"},
	} {
		if got := plain(snippet(news.Edit{Spans: test.spans})); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// FuzzSnippet holds the laws: it is bounded, valid, says nothing that the edit does not, and never loses its first mark.
func FuzzSnippet(f *testing.F) {
	f.Add("some words that stay for a while ", "old", "new", " and go on and on and on", 3)
	f.Add("云港市交通局宣布", "五月", "六月", "一日通车", 40)
	f.Fuzz(func(t *testing.T, a, b, c, d string, n int) {
		for _, text := range []string{a, b, c, d} {
			if !utf8.ValidString(text) {
				return // blocks are UTF-8
			}
		}
		n = n&63 + 1
		e := news.Edit{Spans: []news.Span{{Op: news.Same, Text: strings.Repeat(a, n)}, {Op: news.Removed, Text: b}, {Op: news.Added, Text: c}, {Op: news.Same, Text: strings.Repeat(d, n)}}}
		cut := snippet(e)
		size := 0
		for i, span := range cut {
			size += utf8.RuneCountInString(span.Text)
			if span.Op != e.Spans[i].Op {
				t.Errorf("span %d is %s, was %s", i, span.Op, e.Spans[i].Op)
			}
			core := strings.Trim(span.Text, "…")
			if !strings.Contains(e.Spans[i].Text, core) {
				t.Errorf("%q is not in %q", core, e.Spans[i].Text)
			}
		}
		if size > snippetAll+snippetGap+8 {
			t.Errorf("a snippet of %d characters", size)
		}
		if strings.TrimSpace(b) != "" && len(cut) < 2 {
			t.Error("the first mark is lost")
		}
	})
}

// FuzzMarkup holds that whatever a text is, it stays text: the words that come out are those that went in.
func FuzzMarkup(f *testing.F) {
	f.Add("a <b>", "&c\n", " d")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		if strings.ContainsRune(a+b+c, 0) || !utf8.ValidString(a+b+c) {
			return
		}
		got := string(both([]news.Span{{Op: news.Same, Text: a}, {Op: news.Removed, Text: b}, {Op: news.Added, Text: c}}))
		for _, tag := range []string{"<del>", "</del>", "<ins>", "</ins>", `<span class="pilcrow" aria-hidden="true">¶</span>`, "<br>"} {
			got = strings.ReplaceAll(got, tag, "")
		}
		if strings.ContainsAny(got, "<>") {
			t.Errorf("a tag is left in %q", got)
		}
		if want := strings.Join(strings.Fields(a+" "+b+" "+c), ""); strings.Join(strings.Fields(html.UnescapeString(got)), "") != want {
			t.Errorf("%q says something else than %q", got, want)
		}
	})
}

func TestAmount(t *testing.T) {
	added, removed := amount([]news.Edit{{Spans: spans("hurt |-twelve|+two dead, 21 hurt| people")}, {Spans: spans("|+云港市交通")}})
	if added != 4+3 || removed != 1 {
		t.Errorf("amount = +%d −%d, want +7 −1", added, removed)
	}
}
