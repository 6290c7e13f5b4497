package watch_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/archive"
	"github.com/stemma-news/stemma/fetch"
	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
	"github.com/stemma-news/stemma/watch"
)

// reader gives a watcher of a database that asks nobody, and a feed that it watches.
func reader(t *testing.T, db *store.DB) (*watch.Watcher, news.Feed) {
	t.Helper()
	bodies, err := archive.Open(t.Context(), db.SQL(), db.Postgres())
	must(t, err)
	w := watch.New(watch.Options{DB: db, Archive: bodies, Log: slog.New(slog.DiscardHandler), Fetch: fetch.Options{UserAgent: "stemma/test"}})
	t.Cleanup(w.Close)
	var f news.Feed
	must(t, db.Tx(t.Context(), func(tx *store.Tx) error {
		o, err := tx.OutletFor(t.Context(), news.Outlet{Name: "The Daily", Hosts: []string{"daily.example"}})
		if err != nil {
			return err
		}
		f, _, err = tx.AddFeed(t.Context(), news.Feed{OutletID: o.ID, URL: "https://daily.example/map.xml", Kind: news.Sitemap, Due: time.Now()})
		return err
	}))
	return w, f
}

func mapOf(urls ...string) string {
	var b strings.Builder
	b.WriteString("<urlset>")
	for _, u := range urls {
		fmt.Fprintf(&b, "<url><loc>%s</loc></url>", u)
	}
	return b.String() + "</urlset>"
}

// TestAFeedHoldsOneJobAtATime: River ends many jobs in one statement, in an order of its own. A look at a feed that held
// the job of one host while it waits for that of another could wait for River, which waits for it.
func TestAFeedHoldsOneJobAtATime(t *testing.T) {
	db := storetest.Open(t, storetest.Postgres(t))
	w, f := reader(t, db)
	must(t, db.Tx(t.Context(), func(tx *store.Tx) error { return tx.EnqueueVisit(t.Context(), "a.example", time.Now()) }))
	must(t, db.Tx(t.Context(), func(tx *store.Tx) error { return tx.EnqueueVisit(t.Context(), "b.example", time.Now()) }))
	river, err := db.SQL().BeginTx(t.Context(), nil)
	must(t, err)
	defer func() { _ = river.Rollback() }()
	const jobOf = `SELECT id FROM river_job WHERE args->>'host' = $1 FOR UPDATE NOWAIT`
	var id int64
	must(t, river.QueryRowContext(t.Context(), jobOf, "b.example").Scan(&id))
	looked := make(chan error, 1)
	go func() {
		looked <- w.RecordFeed(t.Context(), f, time.Now(), mapOf("https://a.example/fire-10001", "https://b.example/fire-10002"))
	}()
	awaitWaiting(t, db, looked)
	if err := river.QueryRowContext(t.Context(), jobOf, "a.example").Scan(&id); err != nil {
		t.Errorf("while the look waits for one host's job, it holds another's: %v", err)
	}
	must(t, river.Rollback())
	must(t, <-looked)
	for _, url := range []string{"https://a.example/fire-10001", "https://b.example/fire-10002"} {
		if _, err := db.ArticleByURL(t.Context(), url); err != nil {
			t.Error(err)
		}
	}
}

// awaitWaiting waits until a transaction of the database waits for a lock.
func awaitWaiting(t *testing.T, db *store.DB, done <-chan error) {
	t.Helper()
	tick, late := time.NewTicker(5*time.Millisecond), time.After(30*time.Second)
	defer tick.Stop()
	for waiting := 0; waiting == 0; {
		select {
		case err := <-done:
			t.Fatalf("nothing waited: %v", err)
		case <-late:
			t.Fatal("nothing waits for a lock within 30 s")
		case <-tick.C:
		}
		const sql = `SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`
		must(t, db.SQL().QueryRowContext(t.Context(), sql).Scan(&waiting))
	}
}

// TestALookAtAFeedThatWasCutShortIsMadeAgain: it loses nothing and doubles nothing.
func TestALookAtAFeedThatWasCutShortIsMadeAgain(t *testing.T) {
	first := time.Date(2031, 3, 4, 6, 0, 0, 0, time.UTC)
	second := first.Add(time.Hour)
	for _, test := range []struct {
		name, cut string
		brought   time.Time // something, last
		arrivals  int       // looks that brought articles
	}{
		{"between two links", `BEFORE INSERT ON article WHEN NEW.url LIKE '%-10150'`, second, 2},
		{"behind them", `BEFORE UPDATE OF looked ON feed`, first, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			db := storetest.Open(t, "sqlite::memory:")
			w, f := reader(t, db)
			var urls []string
			for n := range 220 {
				urls = append(urls, fmt.Sprintf("https://daily.example/fire-%d", 10000+n))
			}
			exec(t, db, "CREATE TRIGGER cut "+test.cut+" BEGIN SELECT RAISE(ABORT, 'cut'); END")
			if err := w.RecordFeed(t.Context(), f, first, mapOf(urls...)); err == nil {
				t.Fatal("it was not cut short")
			}
			exec(t, db, "DROP TRIGGER cut")
			again, err := db.Feed(t.Context(), f.ID)
			must(t, err)
			if !again.Looked.IsZero() || !again.Due.Equal(f.Due) || !again.Brought.Equal(first) {
				t.Errorf("cut short: looked %v, due %v, brought %v", again.Looked, again.Due, again.Brought)
			}
			must(t, w.RecordFeed(t.Context(), again, second, mapOf(urls...)))
			f, err = db.Feed(t.Context(), f.ID)
			must(t, err)
			if f.Links != 220 || !f.Looked.Equal(second) || !f.Brought.Equal(test.brought) {
				t.Errorf("made again: %d links, looked %v, brought %v", f.Links, f.Looked, f.Brought)
			}
			var articles, sightings, jobs, early int
			must(t, db.SQL().QueryRowContext(t.Context(), `SELECT (SELECT COUNT(*) FROM article), (SELECT COUNT(*) FROM sighting),
				(SELECT COUNT(*) FROM river_job), (SELECT COUNT(*) FROM sighting WHERE first_seen = $1)`, first.UnixMicro()).Scan(&articles, &sightings, &jobs, &early))
			if articles != 220 || sightings != 220 || jobs != 1 || early < 100 {
				t.Errorf("%d articles, %d sightings, %d of them at once, %d jobs", articles, sightings, early, jobs)
			}
			habit, err := db.Habit(t.Context(), f.OutletID)
			must(t, err)
			if habit.Arrivals != test.arrivals {
				t.Errorf("articles came %d times, want %d", habit.Arrivals, test.arrivals)
			}
		})
	}
}

func exec(t *testing.T, db *store.DB, statement string) {
	t.Helper()
	_, err := db.SQL().ExecContext(t.Context(), statement)
	must(t, err)
}
