package store_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// busyDay gives a database with two outlets. At every hour an article of either changes, and twice something befalls one.
func busyDay(t *testing.T, db *store.DB) (fire, strike news.Article) {
	t.Helper()
	o, _ := courier(t, db)
	fire = piece(t, db, o, "https://courier.example/fire")
	write(t, db, func(tx *store.Tx) error {
		bell, err := tx.OutletFor(ctx(), news.Outlet{Name: "Evening Bell", Hosts: []string{"bell.example"}})
		if err != nil {
			return err
		}
		strike, _, err = tx.AddArticle(ctx(), news.Article{OutletID: bell.ID, URL: "https://bell.example/strike"})
		if err != nil {
			return err
		}
		for n := 1; n <= 4; n++ {
			meaning := []news.Meaning{news.MeansWording, news.MeansNumber}[n%2]
			for _, a := range []news.Article{fire, strike} {
				err := tx.AddChange(ctx(), news.Change{
					ArticleID: a.ID, N: n, From: n, To: n + 1, SeenAfter: noon.Add(time.Duration(n) * time.Hour),
					Weight: float64(n) / 10, Meanings: []news.Meaning{meaning}, Edits: []news.Edit{},
				})
				if err != nil {
					return err
				}
			}
		}
		return errors.Join(
			tx.AddEvent(ctx(), news.Event{ArticleID: strike.ID, Kind: news.WasGone, SeenAfter: noon.Add(2 * time.Hour)}),
			tx.AddEvent(ctx(), news.Event{ArticleID: fire.ID, Kind: news.WasMoved, SeenAfter: noon.Add(2 * time.Hour)}),
			tx.AddEvent(ctx(), news.Event{ArticleID: strike.ID, Kind: news.CameBack, SeenAfter: noon.Add(5 * time.Hour)}),
		)
	})
	return fire, strike
}

// named tells items in short: "courier change 3 at 15".
func named(items []store.Item) (names []string) {
	for _, item := range items {
		what := ""
		if item.Change != nil {
			what = fmt.Sprintf("change %d", item.Change.N)
		} else {
			what = string(item.Event.Kind)
		}
		names = append(names, fmt.Sprintf("%s %s at %d", item.Outlet.Key, what, item.At.Hour()))
	}
	return names
}

var wholeDay = []string{
	"bell back at 17",
	"bell change 4 at 16", "courier change 4 at 16",
	"bell change 3 at 15", "courier change 3 at 15",
	"bell change 2 at 14", "courier change 2 at 14", "courier moved at 14", "bell gone at 14",
	"bell change 1 at 13", "courier change 1 at 13",
}

func TestLatestIsTheSameInPagesOfAnySize(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		busyDay(t, db)
		for limit := 1; limit <= len(wholeDay)+1; limit++ {
			var got []string
			for cursor, more := "", true; more; more = cursor != "" {
				items, next, err := db.Latest(ctx(), store.Filter{Cursor: cursor, Limit: limit})
				if err != nil {
					t.Fatal(err)
				}
				if len(items) > limit || (next != "" && len(items) < limit) {
					t.Errorf("a page of %d items, limit %d", len(items), limit)
				}
				got, cursor = append(got, named(items)...), next
			}
			equal(t, fmt.Sprintf("in pages of %d", limit), got, wholeDay)
		}
	})
}

func TestLatestFilters(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fire, strike := busyDay(t, db)
		for name, test := range map[string]struct {
			filter store.Filter
			want   []string
		}{
			"outlet":  {store.Filter{Outlet: "bell", Until: noon.Add(3 * time.Hour)}, []string{"bell change 2 at 14", "bell gone at 14", "bell change 1 at 13"}},
			"article": {store.Filter{Article: fire.ID, Since: noon.Add(3 * time.Hour)}, []string{"courier change 4 at 16", "courier change 3 at 15"}},
			"changes": {store.Filter{Kind: store.KindChange, Since: noon.Add(4 * time.Hour)}, []string{"bell change 4 at 16", "courier change 4 at 16"}},
			"events":  {store.Filter{Kind: string(news.WasGone)}, []string{"bell gone at 14"}},
			"meaning": {store.Filter{Meaning: news.MeansNumber, Outlet: "courier"}, []string{"courier change 3 at 15", "courier change 1 at 13"}},
			"meaning and time": {
				store.Filter{Meaning: news.MeansNumber, Article: strike.ID, Since: noon.Add(2 * time.Hour), Until: noon.Add(24 * time.Hour)},
				[]string{"bell change 3 at 15"},
			},
			"weight":            {store.Filter{MinWeight: 0.35}, []string{"bell change 4 at 16", "courier change 4 at 16"}},
			"words nobody used": {store.Filter{Query: "volcano"}, nil},
			"no words":          {store.Filter{Query: "?!"}, nil},
			"nothing at all":    {store.Filter{Kind: "no such kind"}, nil},
		} {
			items, next, err := db.Latest(ctx(), test.filter)
			if err != nil || next != "" {
				t.Errorf("%s: next %q, %v", name, next, err)
			}
			equal(t, name, named(items), test.want)
		}
	})
}

func TestLatestByWords(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		_, strike := busyDay(t, db)
		write(t, db, func(tx *store.Tx) error {
			_, err := tx.AddVersion(ctx(), news.Version{ArticleID: strike.ID, Blocks: paragraphs("The trams stood still.")})
			return err
		})
		items, _, err := db.Latest(ctx(), store.Filter{Query: "trams STILL", Meaning: news.MeansNumber, Limit: 1})
		equal(t, "its outlet", items[0].Outlet, must(db.OutletByKey(ctx(), "bell"))(t))
		equal(t, "changes and their words", named(must(items, err)(t)), []string{"bell change 3 at 15"})
		items, _, err = db.Latest(ctx(), store.Filter{Query: "trams", Kind: string(news.CameBack)})
		equal(t, "events and their words", named(must(items, err)(t)), []string{"bell back at 17"})
	})
}

func TestLatestLeavesOutHiddenArticles(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fire, strike := busyDay(t, db)
		write(t, db, func(tx *store.Tx) error { return tx.Hide(ctx(), strike.ID, noon, "asked for") })
		items, _, err := db.Latest(ctx(), store.Filter{})
		equal(t, "number", len(must(items, err)(t)), 5)
		for _, item := range items {
			equal(t, "article", item.Article.ID, fire.ID)
		}
	})
}

func TestLatestRefusesWhatIsNoFilter(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		for _, cursor := range []string{"x", "1", "1.c", "1.x.1", "1.c.1 ", "01.c.1", "9999999999999999999.c.1"} {
			if _, _, err := db.Latest(ctx(), store.Filter{Cursor: cursor}); !errors.Is(err, store.ErrCursor) {
				t.Errorf("cursor %q: %v", cursor, err)
			}
		}
		if _, _, err := db.Latest(ctx(), store.Filter{Outlet: "nobody"}); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("unknown outlet: %v", err)
		}
	})
}

// What is told to others comes in the order in which it was confirmed, and neither before that nor once it is withdrawn.
func TestOnlyConfirmedChangesAreTold(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		fire, _ := busyDay(t, db)
		equal(t, "while none is confirmed", named(told(t, db, store.Filter{})), []string{"bell back at 17", "courier moved at 14", "bell gone at 14"})
		write(t, db, func(tx *store.Tx) error {
			for n, hours := range map[int]time.Duration{1: 9, 2: 5, 3: 7, 4: 6} {
				c := news.Change{ArticleID: fire.ID, N: n, Confirmed: noon.Add(hours * time.Hour)}
				if n == 4 {
					c.Withdrawn = noon.Add(8 * time.Hour)
				}
				if n == 3 {
					c.Alternates = noon.Add(7 * time.Hour)
				}
				if err := tx.ChangeStands(ctx(), c); err != nil {
					return err
				}
			}
			for _, text := range []string{"One.", "Two.", "Three.", "Four."} {
				if _, err := tx.AddVersion(ctx(), news.Version{ArticleID: fire.ID, Blocks: paragraphs(text), FirstSeen: noon}); err != nil {
					return err
				}
			}
			return tx.VersionSeen(ctx(), fire.ID, 4, noon)
		})
		both := []string{"courier change 1 at 13", "courier change 3 at 15"}
		equal(t, "by meaning", named(told(t, db, store.Filter{Meaning: news.MeansNumber, Article: fire.ID, Until: noon.Add(24 * time.Hour)})), both)
		equal(t, "changes", named(told(t, db, store.Filter{Kind: store.KindChange, Article: fire.ID, Since: noon.Add(6 * time.Hour)})), both[:1])
		in := told(t, db, store.Filter{Kind: string(news.Alternates)})
		equal(t, "alternates", named(in), both[1:])
		equal(t, "how often each was seen", []int{in[0].Change.FromLooks, in[0].Change.ToLooks}, []int{1, 2})
		equal(t, "standing", len(must(db.ArticleChanges(ctx(), fire.ID))(t)), 3)
		if c := must(db.Change(ctx(), fire.ID, 4))(t); c.Withdrawn.IsZero() {
			t.Error("the withdrawn change does not say so")
		}
	})
}

// told lists what is told to others, in pages of one.
func told(t *testing.T, db *store.DB, f store.Filter) (all []store.Item) {
	t.Helper()
	f.Confirmed, f.Limit = true, 1
	for more := true; more; more = f.Cursor != "" {
		items, next, err := db.Latest(ctx(), f)
		if err != nil {
			t.Fatal(err)
		}
		all, f.Cursor = append(all, items...), next
	}
	return all
}
