package main

import (
	"context"
	"path/filepath"
	"strings"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
)

// lessons are what a set's pages teach of each other: for each outlet, which pages have a text, and which a headline.
type lessons struct {
	texts, headlines map[lesson]map[string]bool // ids of pages
}

type lesson struct{ host, key string }

// learn reads all pages of a set once.
func learn(ctx context.Context, r *reader, folder string, pages []truthPage) (*lessons, error) {
	l := &lessons{texts: map[lesson]map[string]bool{}, headlines: map[lesson]map[string]bool{}}
	for _, p := range pages {
		a, err := r.read(ctx, question{File: filepath.Join(folder, p.HTML), URL: p.URL})
		if err != nil {
			return nil, err
		}
		host := news.HostOf(p.URL)
		for line := range strings.Lines(a.Text) {
			note(l.texts, lesson{host, prose.Key(strings.TrimSpace(line))}, p.ID)
		}
		note(l.headlines, lesson{host, prose.Key(a.Title)}, p.ID)
	}
	return l, r.stop()
}

func note(in map[lesson]map[string]bool, at lesson, id string) {
	if in[at] == nil {
		in[at] = map[string]bool{}
	}
	in[at][id] = true
}

// of gives what the other pages of its outlet teach about a page, each of them counting for so many.
func (l *lessons) of(p truthPage, each int) (printed []news.Printed) {
	host := news.HostOf(p.URL)
	for at, on := range l.texts {
		known := news.Printed{Text: at.key, Articles: (len(on) - 1) * each, Headline: l.isOthers(at, p.ID)}
		if at.host == host && on[p.ID] && (known.Articles > 0 || known.Headline) {
			printed = append(printed, known)
		}
	}
	return printed
}

func (l *lessons) isOthers(at lesson, id string) bool {
	on := l.headlines[at]
	return len(on) > 0 && !on[id]
}
