package archive_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"testing"

	"github.com/stemma-news/stemma/archive"
)

// article makes the n-th body of one of the pages of an outlet, which are alike but for a paragraph.
func article(which, n int) []byte {
	return fmt.Appendf(page(n), "<p>%d boats were in harbour %d</p>", which*which, which)
}

func putFirst(tb testing.TB, a *archive.Archive, body []byte, like string) string {
	tb.Helper()
	name, err := a.PutFirst(tb.Context(), body, like)
	if err != nil {
		tb.Fatal(err)
	}
	return name
}

// baseOf gives what a body is built on, "" for a key frame.
func baseOf(tb testing.TB, db *sql.DB, name string) (base string) {
	tb.Helper()
	if err := db.QueryRow(`SELECT COALESCE(base, '') FROM body WHERE hash = $1`, name).Scan(&base); err != nil {
		tb.Fatal(err)
	}
	return base
}

func TestPagesOfOneMakeShareAKeyFrame(t *testing.T) {
	onBoth(t, func(t *testing.T, a *archive.Archive, db *sql.DB) {
		key := putFirst(t, a, article(0, 0), archive.Name([]byte("never put")))
		like := key
		for which := 1; which <= 5; which++ {
			like = putFirst(t, a, article(which, 0), like) // like the one before, and yet beside it
			if base := baseOf(t, db, like); base != key {
				t.Errorf("page %d is built on %q, want the first page's %s", which, base, key)
			}
			checkBody(t, a, like, article(which, 0))
		}
	})
}

// TestStridesStayInThePage: what another page brings is built on once, not at each stride.
func TestStridesStayInThePage(t *testing.T) {
	a, db := open(t)
	key := putFirst(t, a, article(0, 0), "")
	after := putFirst(t, a, article(1, 0), key)
	for n := 1; n < 80; n++ {
		after = put(t, a, article(1, n), after)
		checkBody(t, a, after, article(1, n))
		if baseOf(t, db, after) == key {
			t.Errorf("body %d is built on another page's", n)
		}
	}
}

func TestAnotherMakeStandsAlone(t *testing.T) {
	a, db := open(t)
	key := putFirst(t, a, page(0), "")
	other := bytes.ToUpper(page(0))
	for i := range other {
		other[i] ^= byte(i)
	}
	if base := baseOf(t, db, putFirst(t, a, other, key)); base != "" {
		t.Errorf("a page of another make is built on %s, want on nothing", base)
	}
	if base := baseOf(t, db, putFirst(t, a, []byte("502"), key)); base != key {
		t.Errorf("an error page is built on %q; want on %s, since nothing must be built on it", base, key)
	}
}

func TestLostKeyFrameIsNotShared(t *testing.T) {
	a, db := open(t)
	key := putFirst(t, a, article(0, 0), "")
	shares := putFirst(t, a, article(1, 0), key)
	if _, err := db.Exec(`UPDATE body SET data = 'rubbish' WHERE hash = $1`, key); err != nil {
		t.Fatal(err)
	}
	if _, err := a.Get(t.Context(), shares); !errors.Is(err, archive.ErrDamaged) {
		t.Errorf("Get of a body whose key frame is damaged: %v, want ErrDamaged", err)
	}
	checkBody(t, a, putFirst(t, a, article(2, 0), shares), article(2, 0))
}
