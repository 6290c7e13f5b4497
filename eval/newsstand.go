package main

import (
	"bufio"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
)

// evalNewsstand compares what a demo recorded with what its simulated web did:
//
//	stemma demo --pace 600 --seed 1 --for 3m --data DIR --truth FILE
//	go run ./eval newsstand --pace 600 --truth FILE DIR
//
// An edit stood long enough to be seen when its result was served for at least the interval at which the first rule
// of revisit looks at an article of that age, with a minute (of the story's time) for the fetch itself.
func evalNewsstand(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("newsstand", flag.ContinueOnError)
	pace := flags.Float64("pace", 600, "the demo's --pace")
	file := flags.String("truth", "truth.jsonl", "the demo's --truth")
	list := flags.Bool("list", false, "list what was missed and what is false")
	if err := flags.Parse(args); err != nil {
		return err
	}
	truth, err := readStandTruth(*file)
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, "sqlite:"+filepath.Join(flags.Arg(0), "stemma.db"))
	if err != nil {
		return err
	}
	defer db.Close()
	c := &comparison{truth: truth, pace: *pace, list: *list}
	if err := c.load(ctx, db); err != nil {
		return err
	}
	c.print()
	return nil
}

func readStandTruth(name string) ([]newsstand.Edit, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	var edits []newsstand.Edit
	for lines := bufio.NewReader(f); ; {
		line, err := lines.ReadBytes('\n')
		if len(line) > 0 {
			var e newsstand.Edit
			if err := json.Unmarshal(line, &e); err != nil {
				return nil, fmt.Errorf("line %d of %s: %w", len(edits)+1, name, err)
			}
			edits = append(edits, e)
		}
		if err != nil {
			return edits, nil
		}
	}
}

// A comparison holds what the newsstand did beside what was recorded of it.
type comparison struct {
	truth   []newsstand.Edit
	pace    float64
	list    bool
	end     time.Time // the last moment that was recorded
	changes map[int64][]news.Change
	events  map[int64][]news.Event
	looks   map[int64][]news.Capture // oldest first
	ids     map[string]int64         // URL to article
	urls    map[int64]string
}

func (c *comparison) load(ctx context.Context, db *store.DB) error {
	c.looks = map[int64][]news.Capture{}
	c.changes, c.events = map[int64][]news.Change{}, map[int64][]news.Event{}
	c.ids, c.urls = map[string]int64{}, map[int64]string{}
	for change, err := range db.EachChange(ctx, store.Export{}) {
		if err != nil {
			return err
		}
		c.changes[change.ArticleID] = append(c.changes[change.ArticleID], change.Change)
	}
	for capture, err := range db.EachCapture(ctx, store.Export{}) {
		if err != nil {
			return err
		}
		c.ids[capture.URL], c.ids[capture.FinalURL] = capture.ArticleID, capture.ArticleID
		c.urls[capture.ArticleID] = capture.URL
		capture.Header = ""
		c.looks[capture.ArticleID] = append(c.looks[capture.ArticleID], capture)
		if capture.At.After(c.end) {
			c.end = capture.At
		}
	}
	for id := range c.urls {
		events, err := db.Events(ctx, id)
		if err != nil {
			return err
		}
		c.events[id] = events
	}
	return nil
}

// articleOf finds the article that an edit of the truth was made to, by the URL then or the first one.
func (c *comparison) articleOf(e newsstand.Edit) int64 {
	for _, u := range []string{e.URL, e.Article} {
		if clean, err := news.CleanURL(u); err == nil && c.ids[clean] != 0 {
			return c.ids[clean]
		}
	}
	return 0
}

// isText says that an edit of the truth changes an article's text, so that it has to be in a change.
func isText(e newsstand.Edit) bool {
	switch news.EditKind(e.Kind) {
	case news.Insert, news.Delete, news.Replace, news.Move, news.Split, news.Merge:
		return true
	default:
		return false
	}
}

// seeable says that the edit's result stood for as long as the rule lets pass between two looks at such an article.
func (c *comparison) seeable(e newsstand.Edit, quiet time.Duration) bool {
	rule := revisit.News().Faster(c.pace)
	gap := rule.Base + time.Duration(float64(quiet)*rule.Share)
	slack := time.Duration(float64(time.Minute) / c.pace)
	return e.Stood(c.end) >= min(gap, rule.Longest)+slack
}

// recorded finds the edit among an article's changes: one that was seen after it, with its wording before or after.
// One that brought an earlier wording back is told by the change that went the other way, as alternates.
func (c *comparison) recorded(e newsstand.Edit) (news.Edit, bool) {
	near, found := c.broughtBack(e)
	for _, change := range c.changes[c.articleOf(e)] {
		if change.SeenAfter.Before(e.Time) {
			continue
		}
		for _, edit := range change.Edits {
			if !matches(e, edit) {
				continue
			}
			if string(edit.Kind) == e.Kind && slices.Contains(edit.Meanings, e.Meaning) {
				return edit, true
			}
			if !found {
				near, found = edit, true
			}
		}
	}
	return near, found
}

func (c *comparison) broughtBack(e newsstand.Edit) (news.Edit, bool) {
	stood := slices.ContainsFunc(c.truth, func(o newsstand.Edit) bool {
		return o.Article == e.Article && o.Time.Before(e.Time) && o.Before == e.After && o.After == e.Before
	})
	told := slices.ContainsFunc(c.changes[c.articleOf(e)], func(o news.Change) bool { return !o.Alternates.IsZero() })
	return news.Edit{Kind: news.EditKind(e.Kind), Meanings: []news.Meaning{e.Meaning}}, stood && told
}

// matches says that a recorded edit tells of the true one. Two edits of one block that were both made between two looks
// are recorded as one, so either wording is enough.
func matches(e newsstand.Edit, edit news.Edit) bool {
	if e.Kind == string(news.Move) && edit.Kind == news.Move {
		return true // of two neighbours that change places, either may be said to have moved
	}
	if e.LinkTo != "" {
		return slices.ContainsFunc(edit.Spans, func(s news.Span) bool { return s.From == e.LinkFrom && s.To == e.LinkTo })
	}
	before, after := sameWording(e.Before, edit.Before), sameWording(e.After, edit.After)
	return before && e.Before != "" || after && e.After != ""
}

func sameWording(a, b string) bool {
	a, b = prose.Key(a), prose.Key(b)
	return a == b || len(a) > 20 && strings.Contains(b, a) || len(b) > 20 && strings.Contains(a, b)
}

// falseEdits gives the recorded edits that the newsstand never made.
func (c *comparison) falseEdits() []string {
	var wrong []string
	for id, changes := range c.changes {
		for _, change := range changes {
			for _, edit := range change.Edits {
				if !c.wasMade(id, edit) {
					wrong = append(wrong, fmt.Sprintf("%s change %d: %s %s %q -> %q", c.urls[id], change.N, edit.Kind,
						edit.Block, shorten(edit.Before), shorten(edit.After)))
				}
			}
		}
	}
	slices.Sort(wrong)
	return wrong
}

func (c *comparison) wasMade(id int64, edit news.Edit) bool {
	return slices.ContainsFunc(c.truth, func(e newsstand.Edit) bool {
		return c.articleOf(e) == id && (isText(e) || e.Kind == newsstand.Alternate) && matches(e, edit)
	})
}

func (c *comparison) print() {
	var made, seeable, recorded, kinds, meanings int
	var missed []string
	last := map[string]time.Time{} // of each article, the edit before
	for _, e := range c.truth {
		if !isText(e) {
			continue
		}
		made++
		quiet := time.Duration(0)
		if before, ok := last[e.Article]; ok {
			quiet = e.Time.Sub(before)
		}
		last[e.Article] = e.Time
		if !c.seeable(e, quiet) {
			continue
		}
		seeable++
		edit, ok := c.recorded(e)
		if !ok {
			missed = append(missed, fmt.Sprintf("%s %s %s %s (stood %s): %q -> %q", e.Time.Format(time.TimeOnly), e.URL,
				e.Kind, e.Meaning, e.Stood(c.end).Round(time.Millisecond), shorten(e.Before), shorten(e.After)))
			continue
		}
		recorded++
		if string(edit.Kind) == e.Kind {
			kinds++
		}
		if e.Meaning == "" || slices.Contains(edit.Meanings, e.Meaning) {
			meanings++
		}
	}
	wrong := c.falseEdits()
	fmt.Printf("edits made %d, stood long enough %d, recorded %d (%.1f %%)\n", made, seeable, recorded, percentOf(recorded, seeable))
	fmt.Printf("of the recorded: right kind %.1f %%, right meaning %.1f %%\n", percentOf(kinds, recorded), percentOf(meanings, recorded))
	fmt.Printf("recorded edits that nobody made: %d\n", len(wrong))
	c.printEvents()
	c.printTold()
	c.printOutcomes()
	if c.list {
		fmt.Printf("\nmissed:\n%s\n\nfalse:\n%s\n", strings.Join(missed, "\n"), strings.Join(wrong, "\n"))
	}
}

// printEvents prints, for each kind of event, how many articles the newsstand did it to and how many were told of it.
func (c *comparison) printEvents() {
	kinds := []struct {
		made string
		told news.EventKind
	}{
		{newsstand.Gone, news.WasGone},
		{newsstand.Back, news.CameBack},
		{newsstand.Moved, news.WasMoved},
		{newsstand.CommentGone, news.CommentGone},
		{newsstand.Redesign, news.Redesigned},
	}
	for _, k := range kinds {
		made, told, events := map[string]bool{}, 0, 0
		for _, e := range c.truth {
			if e.Kind == k.made {
				made[e.Article] = true
			}
		}
		for _, all := range c.events {
			n := len(all) - len(slices.DeleteFunc(slices.Clone(all), func(e news.Event) bool { return e.Kind == k.told }))
			events += n
			if n > 0 {
				told++
			}
		}
		fmt.Printf("%-12s made to %d, told of %d articles, %d times\n", k.told, len(made), told, events)
	}
}

func percentOf(n, of int) float64 {
	if of == 0 {
		return 100
	}
	return 100 * float64(n) / float64(of)
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 90 {
		return string(r[:90]) + "…"
	}
	return s
}
