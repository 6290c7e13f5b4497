package main

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
)

// printTold prints how the headline tests and the moves were told, and whether anything was told too soon.
func (c *comparison) printTold() {
	tests, once := map[string]bool{}, 0
	moved, one := 0, 0
	for _, e := range c.truth {
		switch {
		case e.Kind == newsstand.Alternate && !tests[e.Article] && c.articleOf(e) != 0:
			tests[e.Article] = true
			if c.timesTold(e) == 1 {
				once++
			}
		case e.Kind == newsstand.Moved && c.idOf(e.Before) != 0 && c.idOf(e.After) != 0:
			moved++
			if c.idOf(e.Before) == c.idOf(e.After) {
				one++
			}
		}
	}
	fmt.Printf("headline tests told once %d, otherwise %d\n", once, len(tests)-once)
	fmt.Printf("moved addresses, both seen: one article %d, otherwise %d\n", one, moved-one)
	told, early := 0, 0
	for id, changes := range c.changes {
		for _, change := range changes {
			told++
			if !c.borneOut(id, change) {
				early++
			}
		}
	}
	fmt.Printf("changes told %d, before they were confirmed %d\n", told, early)
}

func (c *comparison) idOf(address string) int64 {
	clean, err := news.CleanURL(address)
	if err != nil {
		return 0
	}
	return c.ids[clean]
}

// timesTold counts the told changes that go from the one wording of a headline test to the other.
func (c *comparison) timesTold(e newsstand.Edit) (n int) {
	for _, change := range c.changes[c.articleOf(e)] {
		if slices.ContainsFunc(change.Edits, func(o news.Edit) bool {
			return o.Block == news.Headline &&
				(sameWording(o.Before, e.Before) && sameWording(o.After, e.After) || sameWording(o.Before, e.After) && sameWording(o.After, e.Before))
		}) {
			n++
		}
	}
	return n
}

// borneOut says that a good look after the first bore the change out, at the moment at which it counts as confirmed.
func (c *comparison) borneOut(id int64, change news.Change) bool {
	return slices.ContainsFunc(c.looks[id], func(look news.Capture) bool {
		return look.At.After(change.SeenAfter) && look.At.Equal(change.Confirmed) && look.Outcome.Readable()
	})
}

// trickOutcomes says what a look has to come to while the stand plays a trick.
var trickOutcomes = map[string][]news.Outcome{
	"403": {news.Blocked}, "captcha": {news.Blocked}, "consent": {news.Consent}, "404": {news.Gone}, "410": {news.Gone},
	"soft 404": {news.SoftGone}, "home": {news.SoftGone}, "time-out": {news.TimedOut}, "truncated": {news.Failed},
	"500": {news.Failed}, "503": {news.Failed},
}

// printOutcomes prints, for each trick and for plain answers, how many looks met it and how many were taken for
// something else. A look at the very edge of an episode may have met either side.
func (c *comparison) printOutcomes() {
	const edge = 100 * time.Millisecond
	episodes := map[int64][]newsstand.Edit{}
	for _, e := range c.truth {
		if trickOutcomes[e.How] != nil {
			episodes[c.articleOf(e)] = append(episodes[c.articleOf(e)], e)
		}
	}
	met, wrong := map[string]int{}, map[string]int{}
	for id, looks := range c.looks {
		for _, look := range looks {
			trick, within := "plain", []news.Outcome{news.New, news.SameText, news.NotModified}
			sure := true
			for _, e := range episodes[id] {
				from, until := e.Time, e.Until
				if until.IsZero() {
					until = c.end.Add(time.Hour)
				}
				if look.At.After(from) && look.At.Before(until) {
					trick, within = e.How, trickOutcomes[e.How]
				}
				sure = sure && look.At.Sub(from).Abs() > edge && look.At.Sub(until).Abs() > edge
			}
			if !sure {
				continue
			}
			met[trick]++
			if !slices.Contains(within, look.Outcome) {
				wrong[trick]++
			}
		}
	}
	for _, trick := range slices.Sorted(maps.Keys(met)) {
		fmt.Printf("looks that met %-9s %d, wrong outcomes %d\n", trick, met[trick], wrong[trick])
	}
}
