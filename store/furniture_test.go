package store_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// printed asks what of these texts the article's outlet has printed on two articles or as another's headline.
func printed(t *testing.T, db *store.DB, a news.Article, texts ...string) string {
	t.Helper()
	var said []string
	for _, p := range must(db.Printed(ctx(), a.ID, texts, 2))(t) {
		said = append(said, fmt.Sprintf("%s %d %v", p.Text, p.Articles, p.Headline))
	}
	slices.Sort(said)
	return strings.Join(said, ", ")
}

func TestTextsAreCountedOnceAnArticle(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		fire := piece(t, db, o, "https://courier.example/fire")
		flood := piece(t, db, o, "https://courier.example/flood")
		write(t, db, func(tx *store.Tx) error {
			return addVersions(tx, fire, "It burns.\nFollow us.\nFollow us.", "It is out.\nFollow us.", "It burns.\n“Follow us”.")
		})
		equal(t, "after one article", printed(t, db, fire, "It burns.", "Follow us."), "")
		write(t, db, func(tx *store.Tx) error { return addVersions(tx, flood, "It rains.\nFollow us.") })
		equal(t, "after two", printed(t, db, fire, "It burns.", "It rains.", "Follow us."), "Follow us. 2 false")
		if err := db.CheckIntegrity(ctx()); err != nil {
			t.Error(err)
		}
	})
}

func TestOutletsDoNotLearnFromEachOther(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		var last news.Article
		for _, host := range []string{"courier", "ledger"} {
			var o news.Outlet
			write(t, db, func(tx *store.Tx) (err error) {
				o, err = tx.OutletFor(ctx(), news.Outlet{Name: host, Hosts: []string{host + ".example"}})
				return err
			})
			last = piece(t, db, o, "https://"+host+".example/fire")
			write(t, db, func(tx *store.Tx) error { return addVersions(tx, last, "Follow us.") })
		}
		equal(t, "printed", printed(t, db, last, "Follow us."), "")
	})
}

func TestHeadlinesOfOtherArticlesAreKnown(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		fire := piece(t, db, o, "https://courier.example/fire")
		flood := piece(t, db, o, "https://courier.example/flood")
		fire.Headline, flood.Headline = "Fire at the harbour", "Flood in the harbour"
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, fire, "It burns.", "It is out."); err != nil {
				return err
			}
			return addVersions(tx, flood, "It rains.")
		})
		both := []string{fire.Headline, flood.Headline}
		equal(t, "to the flood", printed(t, db, flood, both...), "Fire at the harbour 0 true")
		equal(t, "to the fire", printed(t, db, fire, both...), "Flood in the harbour 0 true")
	})
}

func TestJoinedArticlesCountAsOne(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		fire := piece(t, db, o, "https://courier.example/fire-48213")
		blaze := piece(t, db, o, "https://courier.example/blaze-48213")
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, fire, "It burns."); err != nil {
				return err
			}
			return addVersions(tx, blaze, "It burns.")
		})
		equal(t, "apart", printed(t, db, fire, "It burns."), "It burns. 2 false")
		write(t, db, func(tx *store.Tx) error { return tx.Absorb(ctx(), fire.ID, blaze.ID) })
		equal(t, "joined", printed(t, db, fire, "It burns."), "")
		if err := db.CheckIntegrity(ctx()); err != nil {
			t.Error(err)
		}
	})
}

// A database that is older than the table is counted when the table is made.
func TestWhatWasPrintedBeforeIsCounted(t *testing.T) {
	migration, err := os.ReadFile("migrations/sqlite/00006_furniture.sql")
	if err != nil {
		t.Fatal(err)
	}
	_, counting, _ := strings.Cut(string(migration), "INSERT INTO furniture")
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		for _, name := range []string{"fire", "flood"} {
			a := piece(t, db, o, "https://courier.example/"+name)
			write(t, db, func(tx *store.Tx) error { return addVersions(tx, a, name+"\nFollow us.", "Follow us.") })
		}
		write(t, db, func(tx *store.Tx) error {
			for _, statement := range []string{"DELETE FROM furniture", "INSERT INTO furniture" + counting} {
				if _, err := tx.SQL().ExecContext(ctx(), statement); err != nil {
					return err
				}
			}
			return tx.CheckIntegrity(ctx())
		})
	})
}
