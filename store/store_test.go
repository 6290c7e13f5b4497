package store_test

import (
	"context"
	"errors"
	"os"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// noon is when the tests' stories begin.
var noon = time.Date(2031, 5, 4, 12, 0, 0, 0, time.UTC)

func ctx() context.Context { return context.Background() }

// write runs do in a transaction that must succeed.
func write(t testing.TB, db *store.DB, do func(tx *store.Tx) error) {
	t.Helper()
	if err := db.Tx(ctx(), do); err != nil {
		t.Fatal(err)
	}
}

// must takes the value of a call that must not fail.
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func equal(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s: -want +got\n%s", what, diff)
	}
}

// courier is an outlet with one feed, newly added.
func courier(t testing.TB, db *store.DB) (o news.Outlet, f news.Feed) {
	t.Helper()
	write(t, db, func(tx *store.Tx) (err error) {
		o, err = tx.OutletFor(ctx(), news.Outlet{
			Name: "Harbour Courier", Language: "en", Home: "https://courier.example/", Hosts: []string{"courier.example"},
			Added: noon,
		})
		if err != nil {
			return err
		}
		f, _, err = tx.AddFeed(ctx(), news.Feed{
			OutletID: o.ID, URL: "https://courier.example/feed", Kind: news.RSS, Due: noon,
		})
		return err
	})
	return o, f
}

// piece is an article of the courier, newly added and due.
func piece(t testing.TB, db *store.DB, o news.Outlet, url string) (a news.Article) {
	t.Helper()
	write(t, db, func(tx *store.Tx) (err error) {
		a, _, err = tx.AddArticle(ctx(), news.Article{
			OutletID: o.ID, URL: url, Headline: "Two hurt in harbour fire", FirstSeen: noon, Due: noon,
		})
		return err
	})
	return a
}

func TestTxIsWholeOrNotAtAll(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		broken := errors.New("broken")
		err := db.Tx(ctx(), func(tx *store.Tx) error {
			if _, err := tx.OutletFor(ctx(), news.Outlet{Name: "Evening Bell", Hosts: []string{"bell.example"}}); err != nil {
				t.Fatal(err)
			}
			if n := len(must(tx.Outlets(ctx()))(t)); n != 1 {
				t.Errorf("the transaction sees %d outlets, want its own", n)
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Errorf("err = %v", err)
		}
		if n := len(must(db.Outlets(ctx()))(t)); n != 0 {
			t.Errorf("%d outlets after an undone transaction", n)
		}
	})
}

func TestOpenTwiceKeepsWhatIsThere(t *testing.T) {
	t.Parallel()
	for _, url := range []string{storetest.File(t), storetest.Postgres(t)} {
		first := must(store.Open(ctx(), url))(t)
		o, _ := courier(t, first)
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
		again := storetest.Open(t, url)
		equal(t, "outlet", must(again.OutletByKey(ctx(), "courier"))(t), o)
	}
}

// TestANewerDatabaseIsNotWrittenTo: after going back to an old program.
func TestANewerDatabaseIsNotWrittenTo(t *testing.T) {
	t.Parallel()
	for _, url := range []string{storetest.File(t), storetest.Postgres(t)} {
		db := must(store.Open(ctx(), url))(t)
		if _, err := db.SQL().Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (99999, TRUE)`); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		for _, open := range []func(context.Context, string) (*store.DB, error){store.Open, store.OpenToRead} {
			if _, err := open(ctx(), url); err == nil || !strings.Contains(err.Error(), "a newer stemma has written to it") {
				t.Errorf("%s: %v; want a sentence about a newer stemma", url, err)
			}
		}
	}
}

func TestOpenSaysWhatToDo(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ url, want string }{
		{"mysql://root:secret@db/x", "write sqlite:PATH or postgres://"},
		{"", "write sqlite:PATH"},
		{"sqlite:", "write sqlite:PATH"},
		{"sqlite:" + t.TempDir() + "/no/such/folder/stemma.db", "that its folder exists"},
		{"postgres://stemma:secret@127.0.0.1:1/x", "check that the server runs"},
		{"postgres://stemma:secret@127.0.0.1:port/x", "write postgres://USER"},
	} {
		_, err := store.Open(ctx(), test.url)
		if err == nil {
			t.Errorf("%s: no error", test.url)
			continue
		}
		if !containsAll(err.Error(), test.want) || containsAll(err.Error(), "secret") || containsAll(err.Error(), "\n") {
			t.Errorf("%s: error %q, want one line with %q and without the password", test.url, err, test.want)
		}
	}
}

func containsAll(s string, parts ...string) bool {
	for _, p := range parts {
		if !strings.Contains(s, p) {
			return false
		}
	}
	return true
}

// The whole product is tested over a fake month: the database in memory must live in a bubble with the rest.
func TestMemoryLivesInABubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		db := storetest.Open(t, "sqlite::memory:")
		o, f := courier(t, db)
		var all sync.WaitGroup
		all.Go(func() {
			for range 30 * 24 {
				time.Sleep(time.Hour)
				write(t, db, func(tx *store.Tx) error {
					_, err := tx.Sight(ctx(), f, news.Link{URL: o.Home + time.Now().Format("20060102T15")}, time.Now())
					return err
				})
			}
		})
		all.Wait()
		equal(t, "articles", must(db.Counts(ctx()))(t).Articles, 30*24)
	})
}

func TestManyOpenANewDatabaseAtOnce(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]string{"sqlite": storetest.File(t), "postgres": emptyPostgres(t, "")} {
		t.Run(name, func(t *testing.T) {
			var all sync.WaitGroup
			for range 6 {
				all.Go(func() {
					db, err := store.Open(ctx(), url)
					if err != nil {
						t.Error(err)
						return
					}
					if _, err := db.Outlets(ctx()); err != nil {
						t.Error(err)
					}
					if err := db.Close(); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		})
	}
}

// emptyPostgres gives the address of a database without any table, made as how says.
func emptyPostgres(t *testing.T, how string) string {
	t.Helper()
	url := storetest.Postgres(t)
	db := storetest.Open(t, url)
	name := "empty_" + path.Base(strings.TrimSuffix(url, "?sslmode=disable"))
	if _, err := db.SQL().ExecContext(ctx(), "CREATE DATABASE "+name+" "+how); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := db.SQL().ExecContext(ctx(), "DROP DATABASE "+name); err != nil {
			t.Error(err)
		}
	})
	i := strings.LastIndexByte(url, '/')
	return url[:i+1] + name + "?sslmode=disable"
}

func TestFileNamesOfEveryKind(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a b.db", "100%.db", "what?.db", "c#d.db", "Zeitung–äöü.db", "x:y.db", "a&b=c.db"} {
		file := filepath.Join(dir, name)
		db := must(store.Open(ctx(), "sqlite:"+file))(t)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if _, err := os.Stat(file); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	file := filepath.Join(dir, "picture.db")
	if err := os.WriteFile(file, []byte(strings.Repeat("no database ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(ctx(), "sqlite:"+file); err == nil || !containsAll(err.Error(), file, "not a database") {
		t.Errorf("a file that is no database: %v", err)
	}
}
