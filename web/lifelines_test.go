package web

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/diff"
	"github.com/stemma-news/stemma/news"
)

// history makes parts and a chain of changes of texts, a paragraph a line.
func history(versions ...string) (map[int][]news.Block, []*news.Change) {
	parts := map[int][]news.Block{}
	var chain []*news.Change
	for i, text := range versions {
		for line := range strings.Lines(text) {
			parts[i+1] = append(parts[i+1], news.Block{Kind: news.Paragraph, Text: strings.TrimSpace(line)})
		}
		if i > 0 {
			chain = append(chain, &news.Change{N: i, From: i, To: i + 1, Edits: diff.Blocks(parts[i], parts[i+1])})
		}
	}
	return parts, chain
}

const (
	harbour = "The harbour was closed on Tuesday after a fire in the eastern basin."
	ferry   = "Ferries ran late all morning, and passengers waited in the rain."
	court   = "A judge of the district court will lead the inquiry into the fire."
	union   = "The union of dock workers called for a day of mourning."
)

func TestLifelines(t *testing.T) {
	rain := strings.Replace(ferry, "rain", "snow", 1)
	for _, test := range []struct {
		name     string
		versions []string
		want     []string
	}{
		{"one version", []string{harbour + "\n" + ferry}, []string{"The harbour: there", "Ferries ran: there"}},
		{"came", []string{harbour, harbour + "\n" + ferry}, []string{"The harbour: there", "Ferries ran: came 2"}},
		{
			"went, and stays where it stood",
			[]string{harbour + "\n" + ferry + "\n" + court, harbour + "\n" + court, harbour + "\n" + court + "\n" + union},
			[]string{"The harbour: there", "Ferries ran: went 2", "A judge: there", "The union: came 3"},
		},
		{"the first one went", []string{harbour + "\n" + ferry, ferry, ferry + "\n" + court}, []string{"The harbour: went 2", "Ferries ran: there", "A judge: came 3"}},
		{"reworded", []string{harbour + "\n" + ferry, harbour + "\n" + rain}, []string{"The harbour: there", "Ferries ran: reworded in version 2"}},
		{
			"moved",
			[]string{harbour + "\n" + ferry + "\n" + court + "\n" + union, union + "\n" + harbour + "\n" + ferry + "\n" + court},
			[]string{"The union: moved in version 2", "The harbour: there", "Ferries ran: there", "A judge: there"},
		},
		{"came and went", []string{harbour, harbour + "\n" + ferry, harbour}, []string{"The harbour: there", "Ferries ran: came 2 went 3"}},
	} {
		parts, chain := history(test.versions...)
		var got []string
		for _, l := range lifelines(parts, chain, len(test.versions)) {
			got = append(got, sayLife(l))
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", test.name, diff)
		}
	}
}

func sayLife(l life) string {
	words := strings.Fields(l.Text)
	said := words[0] + " " + words[1] + ":"
	if l.Quiet() {
		return said + " there"
	}
	if l.Came != nil {
		said += fmt.Sprintf(" came %d", l.Came.To)
	}
	for _, touch := range l.Touched {
		said += " " + touch.Words
	}
	if l.Went != nil {
		said += fmt.Sprintf(" went %d", l.Went.To)
	}
	return said
}

// FuzzLifelines holds the law: those alive at the end are the last version's blocks, in its order.
func FuzzLifelines(f *testing.F) {
	f.Add("a b c\nd e f\ng h i", "a b c\ng h i", "g h i\na b c x")
	f.Fuzz(func(t *testing.T, a, b, c string) {
		parts, chain := history(a, b, c)
		if len(parts) < 3 {
			return
		}
		var alive []news.Block
		for _, l := range lifelines(parts, chain, 3) {
			if l.Went == nil {
				alive = append(alive, l.Block)
			}
		}
		if diff := cmp.Diff(parts[3], alive); diff != "" {
			t.Errorf("alive at the end: -want +got\n%s", diff)
		}
	})
}

func TestChainFollowsWhatLedThere(t *testing.T) {
	changes := []news.Change{{N: 1, From: 1, To: 2}, {N: 2, From: 1, To: 3}, {N: 3, From: 3, To: 4}}
	var got []int
	for _, c := range chainTo(changes, 4) {
		got = append(got, c.N)
	}
	if diff := cmp.Diff([]int{2, 3}, got); diff != "" {
		t.Errorf("chain to version 4: -want +got\n%s", diff)
	}
	if got := chainTo(changes, 1); len(got) != 0 {
		t.Errorf("chain to the first version has %d changes", len(got))
	}
}

func TestManyTouchesAreCounted(t *testing.T) {
	l := life{}
	for n := range 5 {
		if got, want := len(l.Told()), min(n, mostTouches); n <= mostTouches && got != want {
			t.Errorf("of %d changes %d are named", n, got)
		}
		l.Touched = append(l.Touched, touch{&news.Change{To: n + 2}, "reworded"})
	}
	if got := l.Told(); len(got) != 1 || got[0].Words != "changed 5 times, last in version 6" {
		t.Errorf("told: %+v", got)
	}
}
