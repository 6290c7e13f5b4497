package store_test

import (
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

func TestTwoVersionsOfOneTextKeepTheirOwnLinks(t *testing.T) {
	storetest.Each(t, func(t *testing.T, db *store.DB) {
		o, _ := courier(t, db)
		a := piece(t, db, o, "https://courier.example/fire")
		leads := func(url string) []news.Block {
			blocks := paragraphs("Read the report.\nThe end.")
			blocks[0].Links = []news.Reference{{Start: 5, End: 15, URL: url}}
			return blocks
		}
		for n, url := range []string{"https://county.example/1", "https://county.example/2", ""} {
			v := news.Version{ArticleID: a.ID, Edition: 3, Headline: "Fire", FirstSeen: noon.Add(time.Duration(n) * time.Hour), Blocks: leads(url)}
			if url == "" {
				v.Blocks = paragraphs("Read the report.\nThe end.")
			}
			write(t, db, func(tx *store.Tx) error { _, err := tx.AddVersion(ctx(), v); return err })
		}
		links := func(n int) []news.Reference { return must(db.Version(ctx(), a.ID, n))(t).Blocks[0].Links }
		equal(t, "links of the first", links(1)[0].URL, "https://county.example/1")
		equal(t, "links of the second", links(2)[0].URL, "https://county.example/2")
		equal(t, "links of the third", len(links(3)), 0)
		texts := must(db.Texts(ctx(), a.ID))(t)
		equal(t, "one text", texts[0].Key == texts[1].Key && texts[1].Key == texts[2].Key, true)
		equal(t, "other links", texts[0].Links == texts[1].Links, false)
		equal(t, "no links", texts[2].Links, store.LinksKey{})

		write(t, db, func(tx *store.Tx) error {
			return tx.PutVersionLinks(ctx(), news.Version{ArticleID: a.ID, N: 3, Headline: "Fire", Blocks: leads("https://www.county.example/2/?sid=7")})
		})
		equal(t, "links kept later", links(3)[0].Start, 5)
		texts = must(db.Texts(ctx(), a.ID))(t)
		equal(t, "the same target", texts[2].Links, texts[1].Links)
	})
}

func TestLinksThatLeadNowhereInTheTextAreNotKept(t *testing.T) {
	block := news.Block{Kind: news.Paragraph, Text: "Read it.", Links: []news.Reference{{Start: 5, End: 99, URL: "https://a.example/"}, {Start: -1, End: 2}, {Start: 3, End: 3}}}
	equal(t, "key", store.LinksOf([]news.Block{block}), store.LinksKey{})
}
