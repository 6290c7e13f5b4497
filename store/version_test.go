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

// addVersions adds a version an hour for each text, its paragraphs parted by newlines, with the changes between them.
func addVersions(tx *store.Tx, a news.Article, texts ...string) error {
	for i, text := range texts {
		at := noon.Add(time.Duration(i) * time.Hour)
		v, err := tx.AddVersion(ctx(), news.Version{
			ArticleID: a.ID, Edition: 1, Headline: a.Headline, Language: "en", FirstSeen: at,
			LastSeen: at.Add(30 * time.Minute), Blocks: paragraphs(text),
		})
		if err != nil {
			return err
		}
		if v.N == 1 {
			continue
		}
		err = tx.AddChange(ctx(), news.Change{
			ArticleID: a.ID, N: v.N - 1, From: v.N - 1, To: v.N, SeenBefore: at.Add(-30 * time.Minute), SeenAfter: at, Confirmed: at,
			Weight: 0.5, Summary: "the number of hurt changed", Meanings: []news.Meaning{news.MeansNumber},
			Edits: []news.Edit{{Kind: news.Replace, Block: news.Paragraph, From: 1, To: 1, Before: texts[i-1], After: text}},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func paragraphs(text string) (blocks []news.Block) {
	for line := range strings.Lines(text) {
		blocks = append(blocks, news.Block{Kind: news.Paragraph, Text: strings.TrimSpace(line)})
	}
	return blocks
}

func TestVersionIsReadBackAsItWasWritten(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		v := news.Version{
			ArticleID: a.ID, Edition: 3, Headline: "Three hurt in “harbour” fire", Byline: "Ida Brandt", Credit: "Wire",
			Language: "en", Published: noon.Add(-time.Hour), Modified: noon, FirstSeen: noon.Add(time.Minute), Looks: 1,
			Blocks: []news.Block{
				{Kind: news.Standfirst, Text: "A fire broke out at night."},
				{Kind: news.Paragraph, Text: "The same words."},
				{Kind: news.Quote, Text: "The same words."},
				{Kind: news.Entry, Text: "The ferry is late.", At: noon.Add(-5 * time.Minute)},
				{Kind: news.Paragraph, Text: "„Nein“, sagte sie."},
				{Kind: news.Paragraph, Text: "火灾 \u200cمی\u200cخواهم"},
			},
		}
		var added news.Version
		write(t, db, func(tx *store.Tx) (err error) {
			added, err = tx.AddVersion(ctx(), v)
			return err
		})
		v.ID, v.N, v.LastSeen = added.ID, 1, v.FirstSeen
		equal(t, "given back", added, v)
		equal(t, "read back", must(db.Version(ctx(), a.ID, 1))(t), v)
		v.Blocks = nil
		equal(t, "in the list", must(db.Versions(ctx(), a.ID))(t), []news.Version{v})
		a = must(db.Article(ctx(), a.ID))(t)
		equal(t, "headline of the article", a.Headline, v.Headline)
		equal(t, "number of versions", a.Versions, 1)
		equal(t, "current version", a.Current, 1)
		if _, err := db.Version(ctx(), a.ID, 2); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a version that is not there: %v", err)
		}
	})
}

// Marks of another style are the same text to a reader, but each outlet's own are shown.
func TestStyleOfMarksIsKept(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		b := piece(t, db, o, "https://courier.example/flood")
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, a, `"No," she said.`); err != nil {
				return err
			}
			return addVersions(tx, b, `“No,” she said.`)
		})
		equal(t, "second article", must(db.Version(ctx(), b.ID, 1))(t).Blocks[0].Text, `“No,” she said.`)
		texts := must(db.Texts(ctx(), a.ID))(t)
		equal(t, "the key of what reads the same", store.KeyOf(news.Parts(a.Headline, "", paragraphs(`“No,” she said.`))), texts[0].Key)
		for name, other := range map[string][]news.Block{
			"what reads otherwise":         news.Parts(a.Headline, "", paragraphs(`"Yes," she said.`)),
			"a text without that headline": news.Parts("", "", paragraphs(`"No," she said.`)),
		} {
			if store.KeyOf(other) == texts[0].Key {
				t.Errorf("%s has the same key", name)
			}
		}
	})
}

func TestVersionSeenWidensItsTime(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		write(t, db, func(tx *store.Tx) error {
			if err := addVersions(tx, a, "Two are hurt."); err != nil {
				return err
			}
			for _, at := range []time.Duration{3 * time.Hour, 2 * time.Hour, -time.Hour} {
				if err := tx.VersionSeen(ctx(), a.ID, 1, noon.Add(at)); err != nil {
					return err
				}
			}
			if err := tx.VersionSeen(ctx(), a.ID, 2, noon); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("a version that is not there: %v", err)
			}
			return nil
		})
		v := must(db.Version(ctx(), a.ID, 1))(t)
		equal(t, "first seen", v.FirstSeen, noon.Add(-time.Hour))
		equal(t, "last seen", v.LastSeen, noon.Add(3*time.Hour))
		equal(t, "looks", v.Looks, 4)
	})
}

func TestManyBlocks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/live")
		text := strings.Builder{}
		for i := range 1234 {
			fmt.Fprintf(&text, "Entry %d of the live blog.\n", i)
		}
		write(t, db, func(tx *store.Tx) error { return addVersions(tx, a, text.String()) })
		equal(t, "blocks", must(db.Version(ctx(), a.ID, 1))(t).Blocks, paragraphs(text.String()))
	})
}

// TestSizesAreKnownBeforeTextsAreRead asks how much there is to read.
func TestSizesAreKnownBeforeTextsAreRead(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		long := strings.Repeat("سيول ", 1000) // 9,000 bytes
		write(t, db, func(tx *store.Tx) error { return addVersions(tx, a, "Twelve were hurt.", long) })
		one, two, both := must(db.TextSize(ctx(), a.ID, 1, 1))(t), must(db.TextSize(ctx(), a.ID, 2, 2))(t), must(db.TextSize(ctx(), a.ID, 1, 2))(t)
		if one < 17 || one > 1000 || two < 8999 || two > 10_000 || both != one+two {
			t.Errorf("the texts have %d, %d and together %d bytes", one, two, both)
		}
		if change := must(db.ChangeSize(ctx(), a.ID, 1))(t); change < both+8999 || change > both+12_000 {
			t.Errorf("the change and its texts have %d bytes", change)
		}
		if _, err := db.ChangeSize(ctx(), a.ID, 7); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a change that there is not: %v", err)
		}
	})
}
