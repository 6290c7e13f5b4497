package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/stemma-news/stemma/feed"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/revisit"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// outletCmd shows what is watched of the outlets, and sets by which patterns their links are sifted.
type outletCmd struct {
	storage
	Key     string   `arg:"" optional:"" help:"Short name of one outlet; without it all are listed."`
	Name    string   `placeholder:"NAME" help:"Call it so on all pages."`
	Include []string `placeholder:"PATTERN" sep:"none" help:"Take only links whose address matches this pattern, or another that is included; may be repeated."`
	Exclude []string `placeholder:"PATTERN" sep:"none" help:"Leave out links whose address matches this pattern, and let such articles rest; may be repeated."`
	Forget  []string `placeholder:"PATTERN" sep:"none" help:"Take this pattern back; may be repeated."`
}

// Help says what a pattern is; kong calls it.
func (c *outletCmd) Help() string {
	return "A pattern is held against the whole address, https:// and all. A * in it stands for any characters; upper and lower case are the same. " +
		"Leave out live pages and scores:\n\n  stemma outlet daily-harbour --exclude '*/live/*' --exclude '*/sport/scores/*'"
}

// Run sets what was asked for, then prints.
func (c *outletCmd) Run(s *session) (err error) {
	put, err := c.patterns()
	if err != nil {
		return err
	}
	open := c.openExisting
	if len(c.Name)+len(put)+len(c.Forget) == 0 {
		open = c.openToRead
	}
	p, err := open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	if c.Key == "" {
		return p.listOutlets()
	}
	o, err := p.outletNamed(c.Key)
	if err != nil {
		return err
	}
	if o.Name, err = p.nameOutlet(o, c.Name); err != nil {
		return err
	}
	if len(put)+len(c.Forget) > 0 {
		if err := p.setPatterns(o, put, c.Forget); err != nil {
			return err
		}
	}
	return p.showOutlet(o)
}

// patterns gives the patterns to add, checked.
func (c *outletCmd) patterns() (put []news.Pattern, err error) {
	if c.Key == "" && len(c.Name)+len(c.Include)+len(c.Exclude)+len(c.Forget) > 0 {
		return nil, misuse("names and patterns are an outlet's: write its key before them; stemma outlet lists them all")
	}
	for _, text := range c.Include {
		put = append(put, news.Pattern{Text: text, Include: true})
	}
	for _, text := range c.Exclude {
		if slices.Contains(c.Include, text) {
			return nil, misuse("the pattern “%s” cannot both include and exclude; give it once", text)
		}
		put = append(put, news.Pattern{Text: text})
	}
	for _, p := range put {
		if err := feed.CheckPattern(p.Text); err != nil {
			return nil, usageError{err}
		}
	}
	return put, nil
}

// nameOutlet gives an outlet another name, unless that is empty, and says what it is called now.
func (p *program) nameOutlet(o news.Outlet, name string) (string, error) {
	if name = prose.Normal(name); name == "" {
		return o.Name, nil
	}
	return name, p.db.Tx(p.s, func(tx *store.Tx) error { return tx.NameOutlet(p.s, o.ID, name) })
}

func (p *program) setPatterns(o news.Outlet, put []news.Pattern, forget []string) error {
	known, err := p.db.Patterns(p.s, o.ID)
	if err != nil {
		return err
	}
	for _, text := range forget {
		if !slices.ContainsFunc(known, func(k news.Pattern) bool { return k.Text == text }) {
			return misuse("%s has no pattern “%s” to forget", o.Key, text)
		}
	}
	sifted, err := watch.SetPatterns(p.s, p.db, o.ID, put, forget)
	if err != nil {
		return err
	}
	if sifted.Rested > 0 {
		fmt.Fprintf(p.s.out, "Resting from now on: %s.\n", counted(sifted.Rested, "article"))
	}
	if sifted.Woken > 0 {
		fmt.Fprintf(p.s.out, "Watched again: %s.\n", counted(sifted.Woken, "article"))
	}
	return nil
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (p *program) listOutlets() error {
	rows, err := p.db.Outlets(p.s)
	if err != nil {
		return err
	}
	if len(rows) == 0 {
		fmt.Fprintln(p.s.out, "No outlet yet; have one watched with stemma add ADDRESS.")
	}
	for _, o := range rows {
		fmt.Fprintf(p.s.out, "%s: %s, %s, %s, %s\n", o.Key, o.Name, counted(o.Feeds, "feed"), counted(o.Articles, "article"), counted(o.Changes, "change"))
	}
	return nil
}

func (p *program) showOutlet(o news.Outlet) error {
	fmt.Fprintf(p.s.out, "%s: %s\n%s\nhosts: %s\n", o.Key, o.Name, o.Home, strings.Join(o.Hosts, ", "))
	patterns, err := p.db.Patterns(p.s, o.ID)
	if err != nil {
		return err
	}
	if err := p.showAlarms(o); err != nil {
		return err
	}
	for _, pattern := range patterns {
		what := "exclude"
		if pattern.Include {
			what = "include"
		}
		fmt.Fprintf(p.s.out, "%s: %s\n", what, pattern.Text)
	}
	feeds, err := p.db.Feeds(p.s, o.ID)
	if err != nil {
		return err
	}
	for _, f := range feeds {
		p.showFeed(f)
	}
	return nil
}

// showAlarms prints what is wrong with the outlet.
func (p *program) showAlarms(o news.Outlet) error {
	alarms, err := p.db.Alarms(p.s, o.ID, 20)
	if err != nil {
		return err
	}
	for _, a := range alarms {
		if a.Ended.IsZero() {
			fmt.Fprintf(p.s.out, "alarm since %s: %s\n", a.Since.Format(time.RFC3339), a.Detail)
		}
	}
	return nil
}

func (p *program) showFeed(f news.Feed) {
	fmt.Fprintf(p.s.out, "%s: %s\n", strings.TrimPrefix(strings.TrimPrefix(inWords(f.Kind), "an "), "a "), f.URL)
	if f.Looked.IsZero() {
		fmt.Fprintln(p.s.out, "  not looked at yet")
		return
	}
	fmt.Fprintf(p.s.out, "  looked at %s: %s\n", f.Looked.Format(time.RFC3339), withReason(string(f.Outcome), f.Reason))
	fmt.Fprintf(p.s.out, "  %s", counted(f.Links, "link"))
	if f.ShutOut > 0 {
		fmt.Fprintf(p.s.out, ", %d of them left out", f.ShutOut)
	}
	fmt.Fprintln(p.s.out)
	if hints := (revisit.Hints{Right: f.HintsRight, Wrong: f.HintsWrong}); hints != (revisit.Hints{}) {
		fmt.Fprintf(p.s.out, "  hints: %s, %d right and %d wrong lately\n", hints.Worth(), hints.Right, hints.Wrong)
	}
}

func withReason(what, why string) string {
	if why == "" {
		return what
	}
	return what + " (" + why + ")"
}
