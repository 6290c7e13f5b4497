package store_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// whole is a database in which everything is as it should be: an article with two versions and a look.
func whole(t *testing.T, db *store.DB) {
	t.Helper()
	o, _ := courier(t, db)
	a := piece(t, db, o, "https://courier.example/fire")
	c := look(a, 0)
	c.Read, c.Outcome, c.Version = noon.Add(time.Minute), news.New, 1
	addCapture(t, db, c)
	write(t, db, func(tx *store.Tx) error { return addVersions(tx, a, "One.", "Two.") })
	if err := db.CheckIntegrity(ctx()); err != nil {
		t.Fatalf("a whole database: %v", err)
	}
}

func TestCheckIntegrityFindsDamage(t *testing.T) {
	damages := map[string]struct{ damage, want string }{
		"count":      {"UPDATE article SET versions = 3", "number of versions"},
		"current":    {"UPDATE article SET current_version = 3", "current version"},
		"gap":        {"UPDATE version SET n = 4 WHERE n = 2", "without a gap"},
		"change":     {"UPDATE change SET to_n = 3", "has a change that leads to it"},
		"change gap": {"UPDATE change SET n = 2", "changes are not numbered"},
		"backwards":  {"UPDATE change SET from_n = 2", "change from or to"},
		"text":       {"DELETE FROM version_block; UPDATE version SET headline = ''", "without any text"},
		"furniture":  {"UPDATE furniture SET articles = 7", "than were counted"},
		"holding":    {"UPDATE holding SET changes = 7", "more or less is counted"},
		"outcome":    {"UPDATE capture SET outcome = ''", "without an outcome"},
		"showing":    {"UPDATE capture SET version = 5", "capture of a version"},
		"search":     {"DELETE FROM search", "search cannot find"},
	}
	undo := errors.New("undo")
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		whole(t, db)
		for name, test := range damages {
			err := db.Tx(ctx(), func(tx *store.Tx) error {
				for statement := range strings.SplitSeq(test.damage, ";") {
					if _, err := tx.SQL().ExecContext(ctx(), statement); err != nil {
						return err
					}
				}
				err := tx.CheckIntegrity(ctx())
				if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), test.want) {
					t.Errorf("%s: error %v, want one that says %q", name, err, test.want)
				}
				return undo
			})
			if !errors.Is(err, undo) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := db.CheckIntegrity(ctx()); err != nil {
			t.Errorf("after all damage was undone: %v", err)
		}
	})
}

func TestCheckIntegrityFindsLostReferences(t *testing.T) {
	db := storetest.Open(t, "sqlite::memory:")
	whole(t, db)
	for _, statement := range []string{"PRAGMA foreign_keys = 0", "DELETE FROM outlet"} {
		if _, err := db.SQL().ExecContext(ctx(), statement); err != nil {
			t.Fatal(err)
		}
	}
	err := db.CheckIntegrity(ctx())
	if !errors.Is(err, store.ErrDamaged) || !strings.Contains(err.Error(), "refers to no outlet") {
		t.Errorf("error %v", err)
	}
}
