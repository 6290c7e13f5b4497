package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// A filter is what a reader chose to see of the latest changes: as the store takes it, and as the address said it.
type filter struct {
	store.Filter
	Kind, Meaning, Weight, Since, Until string
}

// weightSteps are the choices of weight, with the smallest weight that each lets through.
var weightSteps = []struct {
	Slug, Words string
	Least       float64
}{
	{"", "any weight", 0},
	{"some", "more than wording", 0.2},
	{"much", "weighty", 0.5},
	{"most", "grave", 0.8},
}

// readFilter reads a filter from an address. What it cannot read is told in one sentence.
func readFilter(r *http.Request, now time.Time) (filter, error) {
	q := r.URL.Query()
	query, err := readQuery(r)
	if err != nil {
		return filter{}, err
	}
	f := filter{Kind: q.Get("kind"), Meaning: q.Get("meaning"), Weight: q.Get("weight"), Since: q.Get("since"), Until: q.Get("until")}
	f.Filter = store.Filter{
		Outlet: q.Get("outlet"), Kind: f.Kind, Meaning: news.Meaning(f.Meaning), Query: query,
		Cursor: q.Get("cursor"), Limit: pageLimit,
	}
	if f.Kind != "" && f.Kind != "change" && !slices.Contains(eventKinds(), news.EventKind(f.Kind)) {
		return f, wrong("There is no kind “%s”: use change, gone, back, moved, alternates, comments, claimed, redesigned or rest.", f.Kind)
	}
	if f.Meaning != "" && !slices.Contains(news.Meanings(), f.Filter.Meaning) {
		return f, wrong("There is no meaning “%s”: use %s.", f.Meaning, slugs(news.Meanings()))
	}
	if f.MinWeight, err = readWeight(f.Weight); err != nil {
		return f, err
	}
	if f.Filter.Since, err = readTime(f.Since, now); err != nil {
		return f, err
	}
	if f.Filter.Until, err = readTime(f.Until, now); err != nil {
		return f, err
	}
	f.Limit, err = readLimit(q.Get("limit"))
	return f, err
}

// slugs lists meanings as addresses spell them.
func slugs(meanings []news.Meaning) string {
	var all []string
	for _, m := range meanings {
		all = append(all, string(m))
	}
	last := len(all) - 1
	return strings.Join(all[:last], ", ") + " or " + all[last]
}

// The number of items of a page, as it is and at most.
const (
	pageLimit = 30
	mostLimit = 100
)

func readLimit(text string) (int, error) {
	if text == "" {
		return pageLimit, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > mostLimit {
		return 0, wrong("“%s” is no number of items: use 1 to %d.", text, mostLimit)
	}
	return n, nil
}

func readWeight(text string) (float64, error) {
	for _, step := range weightSteps {
		if step.Slug == text {
			return step.Least, nil
		}
	}
	w, err := strconv.ParseFloat(text, 64)
	if err != nil || !(w >= 0 && w <= 1) {
		return 0, wrong("“%s” is no weight: use a number from 0 to 1, or some, much or most.", text)
	}
	return w, nil
}

// readTime understands "24h" and "7d" as times ago, and dates and times.
func readTime(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 && n < 100_000 {
			return now.AddDate(0, 0, -n).UTC(), nil
		}
	}
	if d, err := time.ParseDuration(text); err == nil && d >= 0 {
		return now.Add(-d).UTC(), nil
	}
	for _, form := range []string{time.RFC3339, "2006-01-02T15:04", "2006-01-02"} {
		if t, err := time.Parse(form, text); err == nil {
			return t.UTC(), nil
		}
	}
	return time.Time{}, wrong("“%s” is no time: use 24h, 7d, a date like 2026-03-01 or a time like 2026-03-01T14:00:00Z.", text)
}

// Any says that something is filtered out.
func (f filter) Any() bool { return f.query(false) != "" }

// query writes the filter as an address says it, without the cursor and what is not set.
func (f filter) query(withOutlet bool) string {
	q := url.Values{}
	set := func(key, value string) {
		if value != "" {
			q.Set(key, value)
		}
	}
	set("kind", f.Kind)
	set("meaning", f.Meaning)
	set("weight", f.Weight)
	set("since", f.Since)
	set("until", f.Until)
	set("q", f.Query)
	if withOutlet {
		set("outlet", f.Outlet)
	}
	return q.Encode()
}

// A choice is one option of a filter's select.
type choice struct {
	Value, Words string
	Chosen       bool
}

// Kinds, Meanings, Weights and Times are the options of the filters.
func (f filter) Kinds() []choice {
	all := []choice{{"", "changes and events", f.Kind == ""}, {"change", "changes of text", f.Kind == "change"}}
	for _, kind := range eventKinds() {
		all = append(all, choice{string(kind), eventLabels[kind], f.Kind == string(kind)})
	}
	return all
}

func (f filter) Meanings() []choice {
	all := []choice{{"", "any meaning", f.Meaning == ""}}
	for _, m := range news.Meanings() {
		all = append(all, choice{string(m), labelOf(m), f.Meaning == string(m)})
	}
	return all
}

func (f filter) Weights() []choice {
	var all []choice
	for _, step := range weightSteps {
		all = append(all, choice{step.Slug, step.Words, f.Weight == step.Slug})
	}
	return all
}

func (f filter) Times() []choice {
	known := []choice{{"", "any time", false}, {"1h", "the last hour", false}, {"24h", "the last day", false}, {"7d", "the last week", false}, {"30d", "the last month", false}}
	found := false
	for i := range known {
		known[i].Chosen = known[i].Value == f.Since
		found = found || known[i].Chosen
	}
	if !found {
		known = append(known, choice{f.Since, "since " + f.Since, true})
	}
	return known
}
