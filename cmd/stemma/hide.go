package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
)

// hideCmd takes an article off the pages.
type hideCmd struct {
	storage
	Article string `arg:"" help:"Number of the article in the addresses of its pages, or its own address."`
	Reason  string `placeholder:"TEXT" help:"Hide it, and say why to everybody who asks for it."`
	Show    bool   `help:"Show it again; without this and --reason it is only said how it is."`
}

// Help says what stays; kong calls it.
func (c *hideCmd) Help() string {
	return "Whoever asks for a hidden article is told that it is hidden, and why; no list, search, feed or kept page shows it. " +
		"Nothing is deleted: it is watched further, and exports have it."
}

// Run hides the article, or shows it again, or only says whether it is hidden.
func (c *hideCmd) Run(s *session) (err error) {
	if c.Show && c.Reason != "" {
		return misuse("--reason hides the article and --show shows it again; give one of them")
	}
	open := c.openExisting
	if !c.Show && c.Reason == "" {
		open = c.openToRead
	}
	p, err := open(s)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, p.close()) }()
	a, err := p.articleNamed(c.Article)
	if err != nil {
		return err
	}
	if c.Show {
		a.Hidden, a.HiddenReason = time.Time{}, ""
	} else if c.Reason != "" {
		a.Hidden, a.HiddenReason = time.Now().UTC(), c.Reason
	}
	if c.Show || c.Reason != "" {
		if err := p.db.Tx(s, func(tx *store.Tx) error { return tx.Hide(s, a.ID, a.Hidden, a.HiddenReason) }); err != nil {
			return err
		}
	}
	how := "is shown"
	if !a.Hidden.IsZero() {
		how = "is hidden since " + a.Hidden.Format(time.RFC3339) + ": " + a.HiddenReason
	}
	fmt.Fprintf(s.out, "Article %d, %s, %s\n", a.ID, a.URL, how)
	return nil
}

// articleNamed finds an article by its number or its address.
func (p *program) articleNamed(name string) (a news.Article, err error) {
	if strings.Contains(name, "://") {
		clean, err := news.CleanURL(name)
		if err != nil {
			return a, usageError{err}
		}
		a, err = p.db.ArticleByURL(p.s, clean)
		return a, notThere(err, "no article at "+clean+" is kept here")
	}
	id, err := strconv.ParseInt(name, 10, 64)
	if err != nil {
		return a, misuse("“%s” is neither the number nor the address of an article", name)
	}
	return p.articleNumbered(id)
}

// articleNumbered finds an article by its number, or what it was joined to.
func (p *program) articleNumbered(id int64) (news.Article, error) {
	a, err := p.db.Article(p.s, id)
	return a, notThere(err, fmt.Sprintf("there is no article %d; its number stands in the address of its page", id))
}

// outletNamed finds an outlet by its key.
func (p *program) outletNamed(key string) (news.Outlet, error) {
	o, err := p.db.OutletByKey(p.s, key)
	return o, notThere(err, fmt.Sprintf("there is no outlet “%s”; stemma outlet lists them all", key))
}

// notThere gives the sentence for what was not found, and any other error as it is.
func notThere(err error, sentence string) error {
	if errors.Is(err, store.ErrNotFound) {
		return errors.New(sentence)
	}
	return err
}
