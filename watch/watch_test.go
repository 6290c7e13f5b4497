package watch_test

import (
	"context"
	"log/slog"
	"net"
	"slices"
	"testing"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/newsstand"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/watch"
)

// A watching is a watcher of a newsstand, over a pipe instead of a network, so that a month passes in a moment.
type watching struct {
	*watch.Watcher
	t     *testing.T
	db    *store.DB
	stand *newsstand.Stand

	bodies *archive.Archive
	dial   func(context.Context, string, string) (net.Conn, error)
}

// follow watches for so long, working what is due itself: River's own ticking would take most of the test's time.
func (w *watching) follow(d time.Duration) {
	w.t.Helper()
	w.followHosts(d, "daily.example")
}

// followHosts is follow for an outlet of several hosts.
func (w *watching) followHosts(d time.Duration, hosts ...string) {
	w.t.Helper()
	for end := time.Now().Add(d); time.Now().Before(end); {
		for _, host := range hosts {
			_, err := w.Visit(w.t.Context(), host)
			must(w.t, err)
		}
		must(w.t, w.ReadAll(w.t.Context()))
		first := end
		for _, host := range hosts {
			next, err := w.db.NextDue(w.t.Context(), host) // what was read may be due sooner than was planned
			must(w.t, err)
			if !next.IsZero() && next.Before(first) {
				first = next
			}
		}
		time.Sleep(max(time.Until(first), time.Second)) // a host that rests has what is due
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// open makes a watcher of a story from testdata, with its feed added. It belongs in a synctest bubble and ends with it.
func open(t *testing.T, story string) *watching {
	t.Helper()
	stand := newsstand.Open(t, "testdata/"+story)
	w := watchOver(t, stand.Dialer(t))
	w.stand = stand
	if _, err := w.Add(t.Context(), "http://daily.example/feed.xml"); err != nil {
		t.Fatal(err)
	}
	return w
}

// watchOver makes a watcher that reaches the web by dial, with a database in memory.
func watchOver(t *testing.T, dial func(context.Context, string, string) (net.Conn, error)) *watching {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite::memory:")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.CheckIntegrity(context.Background()); err != nil {
			t.Error(err)
		}
		db.Close()
	})
	bodies, err := archive.Open(t.Context(), db.SQL(), false)
	if err != nil {
		t.Fatal(err)
	}
	w := &watching{t: t, db: db, bodies: bodies.Through(db.Reading(), db.Write), dial: dial}
	w.restart()
	return w
}

// restart puts another watcher, which knows nothing but what the database says, in the place of the one before it.
func (w *watching) restart() {
	t := w.t
	if w.Watcher != nil {
		w.Close()
	}
	w.Watcher = watch.New(watch.Options{
		DB: w.db, Archive: w.bodies, Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn})),
		Poll:  time.Minute, // of the bubble's time: every poll is a query
		Fetch: fetch.Options{UserAgent: "stemma/test", Dial: w.dial},
	})
	t.Cleanup(w.Close)
}

// article gives what is known of the article at an address.
func (w *watching) article(address string) news.Article {
	w.t.Helper()
	a, err := w.db.ArticleByURL(w.t.Context(), address)
	if err != nil {
		w.t.Fatalf("article at %s: %v", address, err)
	}
	return a
}

// headlines gives the headlines of an article's versions, oldest first.
func (w *watching) headlines(address string) (all []string) {
	w.t.Helper()
	versions, err := w.db.Versions(w.t.Context(), w.article(address).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, v := range versions {
		all = append(all, v.Headline)
	}
	return all
}

// events gives the kinds of what befell an article, oldest first.
func (w *watching) events(address string) (all []news.EventKind) {
	w.t.Helper()
	events, err := w.db.Events(w.t.Context(), w.article(address).ID)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range events {
		all = append(all, e.Kind)
	}
	return all
}

// lease takes a host's lease, as another process would, and gives the function that gives it back.
func (w *watching) lease(host string) (free func()) {
	w.t.Helper()
	var lease store.Lease
	var taken bool
	must(w.t, w.db.Tx(w.t.Context(), func(tx *store.Tx) (err error) {
		lease, taken, err = tx.Lease(w.t.Context(), host, time.Now(), time.Hour)
		return err
	}))
	if !taken {
		w.t.Fatalf("the lease of %s is held", host)
	}
	return func() {
		must(w.t, w.db.Tx(w.t.Context(), func(tx *store.Tx) error { return tx.Release(w.t.Context(), lease) }))
	}
}

// told gives the changes of an article that are told to others, oldest first.
func (w *watching) told(address string) (all []news.Change) {
	w.t.Helper()
	items, _, err := w.db.Latest(w.t.Context(), store.Filter{Article: w.article(address).ID, Confirmed: true, Limit: 100})
	must(w.t, err)
	for _, item := range slices.Backward(items) {
		if item.Change != nil {
			all = append(all, *item.Change)
		}
	}
	return all
}

// notUnderRace skips a story of many days when the race detector slows it down twentyfold. .ci/run tells it without, too.
func notUnderRace(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("a story of many days is told without the race detector: go test ./watch")
	}
}
