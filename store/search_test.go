package store_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// marked gives the passage with its marks in brackets.
func marked(h store.Hit) string {
	text := h.Passage
	for i := len(h.Marks) - 1; i >= 0; i-- {
		from, to := h.Marks[i][0], h.Marks[i][1]
		text = text[:from] + "[" + text[from:to] + "]" + text[to:]
	}
	return text
}

func search(t *testing.T, db *store.DB, query string) []store.Hit {
	t.Helper()
	hits, _, err := db.Search(ctx(), query, "", 10)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return hits
}

func TestSearchFindsWordsOfEveryScript(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		write(t, db, func(tx *store.Tx) error {
			return addVersions(tx, a, "Rates rose by 12.5 % to 3.\nDie Größe des Cafés blieb.\nПравила изменились.\n"+
				"حُكومة جديدة\n新的经济政策今天公布。\nIt's O'Brien's \"quoted\" \\ backslash.")
		})
		for query, want := range map[string]string{
			"rates 12.5":         "[Rates] rose by [12.5] % to 3.",
			"GROSSE cafes":       "Die [Größe] des [Cafés] blieb.",
			"правила":            "[Правила] изменились.",
			"حكومة":              "[حُكومة] جديدة",
			"经济政策":               "新的[经济政策]今天公布。",
			"新":                  "[新]的经济政策今天公布。",
			"布":                  "新的经济政策今天公[布]。",
			"今 策":                "新的经济政[策今]天公布。",
			"o'brien's":          "It's [O'Brien's] \"quoted\" \\ backslash.",
			`"backslash" \ (`:    "It's O'Brien's \"quoted\" \\ [backslash].",
			"harbour":            "Two hurt in [harbour] fire",
			"fire rates правила": "Two hurt in harbour [fire]",
		} {
			hits := search(t, db, query)
			if len(hits) != 1 {
				t.Errorf("%s: %d hits, want 1", query, len(hits))
				continue
			}
			equal(t, query, marked(hits[0]), want)
			equal(t, query+" is there", []any{hits[0].Removed, hits[0].Version, hits[0].Outlet.Key}, []any{false, 1, "courier"})
		}
		for _, query := range []string{"12", "5", "12,5", "rate", "fire volcano", "", "!", "经政", "brien", "\x00", "\xff"} {
			equal(t, query, len(search(t, db, query)), 0)
		}
	})
}

func TestSearchFindsWhatWasRemoved(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, a, "A fire.\nThe minister knew.", "A fire.\nThe minister knew.\nMore.", "A fire."); err != nil {
				return err
			}
			return tx.VersionSeen(ctx(), a.ID, 3, noon.Add(9*time.Hour))
		})
		hits := search(t, db, "minister")
		if len(hits) != 1 {
			t.Fatalf("%d hits, want 1", len(hits))
		}
		h := hits[0]
		equal(t, "passage", marked(h), "The [minister] knew.")
		equal(t, "removed", h.Removed, true)
		equal(t, "version", h.Version, 2)
		equal(t, "between", []time.Time{h.SeenBefore, h.SeenAfter}, []time.Time{noon.Add(90 * time.Minute), noon.Add(2 * time.Hour)})
		equal(t, "what stands has precedence", search(t, db, "fire")[0].Removed, false)
	})
}

// Where an earlier text is served again, what the later one had is gone since the last look at the earlier.
func TestSearchAfterAnEarlierTextCameBack(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, a, "A fire.", "A blaze."); err != nil {
				return err
			}
			if err := tx.VersionSeen(ctx(), a.ID, 1, noon.Add(3*time.Hour)); err != nil {
				return err
			}
			locked, err := tx.LockArticle(ctx(), a.ID)
			if err != nil {
				return err
			}
			locked.Current = 1
			return tx.ArticleLooked(ctx(), locked)
		})
		h := search(t, db, "blaze")[0]
		equal(t, "removed", h.Removed, true)
		equal(t, "between", []time.Time{h.SeenBefore, h.SeenAfter}, []time.Time{noon.Add(90 * time.Minute), noon.Add(3 * time.Hour)})
	})
}

func TestSearchInPages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		var want []int64
		for i := range 7 {
			a := piece(t, db, o, fmt.Sprintf("https://courier.example/%d", i))
			write(t, db, func(tx *store.Tx) error {
				if i == 3 {
					if err := tx.Hide(ctx(), a.ID, noon, "asked for"); err != nil {
						return err
					}
				}
				return addVersions(tx, a, "A fire.")
			})
			if i != 3 {
				want = append([]int64{a.ID}, want...)
			}
		}
		var got []int64
		for cursor, more := "", true; more; more = cursor != "" {
			hits, next, err := db.Search(ctx(), "fire", cursor, 2)
			if err != nil {
				t.Fatal(err)
			}
			for _, h := range hits {
				got = append(got, h.Article.ID)
			}
			cursor = next
		}
		equal(t, "newest first, without the hidden", got, want)
		if _, _, err := db.Search(ctx(), "fire", "x", 2); !errors.Is(err, store.ErrCursor) {
			t.Errorf("bad cursor: %v", err)
		}
	})
}

func TestSearchCutsLongPassages(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		b := piece(t, db, o, "https://courier.example/flood")
		write(t, db, func(tx *store.Tx) error {
			long := strings.Repeat("Häuser standen leer. ", 60)
			if err := addVersions(tx, a, long+"Ein Zeuge sah alles. "+long); err != nil {
				return err
			}
			long = strings.Repeat("房子空着。", 200)
			return addVersions(tx, b, long+"证人看见了。"+long)
		})
		for query, want := range map[string]string{"zeuge": "Ein [Zeuge] sah", "证人": "[证人]看"} {
			h := search(t, db, query)[0]
			if len(h.Passage) > 420 || !strings.HasPrefix(h.Passage, "… ") || !strings.HasSuffix(h.Passage, " …") {
				t.Errorf("%s: passage of %d bytes: %q", query, len(h.Passage), h.Passage)
			}
			if got := marked(h); !strings.Contains(got, want) || strings.ContainsRune(got, '\uFFFD') {
				t.Errorf("%s: passage %q, want one with %q", query, got, want)
			}
		}
	})
}

func TestHugeArticleIsIndexedAsFarAsItMay(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/list")
		var text strings.Builder
		for i := range 200_000 {
			fmt.Fprintf(&text, "w%x ", i*7919)
		}
		write(t, db, func(tx *store.Tx) error {
			_, err := tx.AddVersion(ctx(), news.Version{ArticleID: a.ID, Headline: "Numbers", Blocks: []news.Block{
				{Kind: news.Paragraph, Text: strings.Repeat("x", 3000)}, {Kind: news.Paragraph, Text: text.String()},
			}})
			return err
		})
		equal(t, "by its headline", len(search(t, db, "numbers")), 1)
	})
}
