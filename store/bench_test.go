package store_test

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store"
	"github.com/stemma-news/stemma/store/storetest"
)

// The benchmark's database: 100,000 versions.
const (
	benchOutlets  = 50
	benchArticles = 20_000
	benchVersions = 5  // of each article
	benchBlocks   = 12 // of each version; one of them is another in each
	benchWords    = 40 // of each block
)

// Run with: go test ./store -run '^$' -bench Large
func BenchmarkLarge(b *testing.B) {
	for _, database := range []struct {
		name string
		url  func(testing.TB) string
	}{{"sqlite", storetest.File}, {"postgres", storetest.Postgres}} {
		b.Run(database.name, func(b *testing.B) {
			db := storetest.Open(b, database.url(b))
			fill(b, db)
			benchLarge(b, db)
		})
	}
}

func benchLarge(b *testing.B, db *store.DB) {
	latest := func(f store.Filter) func(*testing.B) {
		return func(b *testing.B) {
			for b.Loop() {
				items, _, err := db.Latest(ctx(), f)
				if err != nil || len(items) == 0 {
					b.Fatal(len(items), err)
				}
			}
		}
	}
	b.Run("latest", latest(store.Filter{}))
	b.Run("latest of an outlet", latest(store.Filter{Outlet: "outlet-7"}))
	b.Run("latest with a meaning", latest(store.Filter{Meaning: news.MeansNegation}))
	b.Run("latest of great weight", latest(store.Filter{MinWeight: 0.99}))
	b.Run("latest with a rare word", latest(store.Filter{Query: "w9000"}))
	_, far, err := db.Latest(ctx(), store.Filter{Until: noon.Add(1000 * time.Minute)})
	if err != nil {
		b.Fatal(err)
	}
	b.Run("latest far back", latest(store.Filter{Cursor: far}))
	b.Run("change page", func(b *testing.B) { benchChangePage(b, db) })
	for name, query := range map[string]string{"rare": "w9000", "common": "w3", "two": "w20 w50"} {
		b.Run("search "+name, func(b *testing.B) {
			for b.Loop() {
				hits, _, err := db.Search(ctx(), query, "", 20)
				if err != nil || len(hits) == 0 {
					b.Fatal(len(hits), err)
				}
			}
		})
	}
	b.Run("outlets", func(b *testing.B) {
		for b.Loop() {
			must(db.Outlets(ctx()))(b)
		}
	})
	b.Run("counts", func(b *testing.B) {
		for b.Loop() {
			must(db.Counts(ctx()))(b)
		}
	})
	b.Run("due hosts", func(b *testing.B) {
		for b.Loop() {
			must(db.DueHosts(ctx(), noon))(b)
		}
	})
	b.Run("add version", func(b *testing.B) { benchAddVersion(b, db) })
}

// benchChangePage reads what the page of a change shows.
func benchChangePage(b *testing.B, db *store.DB) {
	for b.Loop() {
		id := 1 + rand.Int64N(benchArticles)
		a := must(db.Article(ctx(), id))(b)
		must(db.Outlet(ctx(), a.OutletID))(b)
		must(db.Versions(ctx(), id))(b)
		c := must(db.Change(ctx(), id, 2))(b)
		must(db.Version(ctx(), id, c.From))(b)
		must(db.Version(ctx(), id, c.To))(b)
		must(db.Events(ctx(), id))(b)
	}
}

// benchAddVersion keeps a look that shows a new version, as watch does.
func benchAddVersion(b *testing.B, db *store.DB) {
	for n := 0; b.Loop(); n++ {
		id := 1 + rand.Int64N(benchArticles)
		v := must(db.Version(ctx(), id, 1))(b)
		v.Blocks[n%benchBlocks].Text = fmt.Sprintf("new wording %d %d", n, rand.Int64())
		write(b, db, func(tx *store.Tx) error {
			v, err := tx.AddVersion(ctx(), v)
			if err != nil {
				return err
			}
			return tx.AddChange(ctx(), news.Change{ArticleID: id, N: v.N - 1, From: v.N - 1, To: v.N, SeenAfter: noon})
		})
	}
}

// A table inserts rows many at a time, past the store's own methods.
type table struct {
	insert  string
	after   *table // what its rows refer to
	columns int
	args    []any
}

func (t *table) add(b *testing.B, tx *store.Tx, row ...any) {
	t.columns = len(row)
	if t.args = append(t.args, row...); len(t.args) >= 200*len(row) {
		t.flush(b, tx)
	}
}

func (t *table) flush(b *testing.B, tx *store.Tx) {
	if t == nil {
		return
	}
	t.after.flush(b, tx)
	if len(t.args) == 0 {
		return
	}
	var values strings.Builder
	for i := range t.args {
		switch {
		case i == 0:
			values.WriteString("($1")
		case i%t.columns == 0:
			fmt.Fprintf(&values, "), ($%d", i+1)
		default:
			fmt.Fprintf(&values, ", $%d", i+1)
		}
	}
	if _, err := tx.SQL().ExecContext(ctx(), t.insert+" VALUES "+values.String()+")", t.args...); err != nil {
		b.Fatal(err)
	}
	t.args = t.args[:0]
}

// A filler makes articles with all their rows.
type filler struct {
	b    *testing.B
	tx   *store.Tx
	zipf *rand.Zipf

	articles, blocks, versions, places, changes, meanings, terms *table

	block    int64               // the id of the last one
	standing [benchBlocks]int64  // the blocks of the version that is being made
	texts    [benchBlocks]string // and their texts
	had      map[string]bool     // the terms of the article
}

func newFiller(b *testing.B) *filler {
	into := func(insert string, after *table) *table { return &table{insert: insert, after: after} }
	f := &filler{b: b, zipf: rand.NewZipf(rand.New(rand.NewPCG(1, 2)), 1.1, 3, 20_000)}
	f.articles = into(`INSERT INTO article (id, outlet_id, url, host, headline, language, etag, last_modified, published,
		first_seen, looked, changed, due, outcome, gone, hidden, hidden_reason, versions, current_version)`, nil)
	f.blocks = into("INSERT INTO block (id, hash, same, text)", f.articles)
	f.versions = into(`INSERT INTO version (id, article_id, n, edition, headline, byline, credit, language, published,
		modified, first_seen, last_seen, looks, text_key)`, f.blocks)
	f.places = into("INSERT INTO version_block (version_id, place, kind, block_id)", f.versions)
	f.changes = into(`INSERT INTO change (id, article_id, outlet_id, n, from_n, to_n, seen_before, seen_after, redesigned,
		silent, weight, summary, edits, meanings)`, f.places)
	f.meanings = into("INSERT INTO change_meaning (meaning, seen_after, change_id)", f.changes)
	f.terms = into("INSERT INTO search", f.meanings)
	return f
}

// words gives a text whose words are as unevenly common as those of a language.
func (f *filler) words() string {
	var text strings.Builder
	for range benchWords {
		fmt.Fprintf(&text, "w%d ", f.zipf.Uint64())
	}
	return strings.TrimSpace(text.String())
}

// put puts a new text at a place of the version.
func (f *filler) put(place int) {
	f.block++
	text := f.words()
	hash := sha256.Sum256([]byte(text))
	f.blocks.add(f.b, f.tx, f.block, hash[:], hash[:], text)
	f.standing[place], f.texts[place] = f.block, text
	for term := range strings.FieldsSeq(text) {
		f.had[term] = true
	}
}

func (f *filler) article(id int64) {
	outlet := id%benchOutlets + 1
	first := noon.Add(time.Duration(id) * time.Minute).UnixMicro()
	f.articles.add(f.b, f.tx, id, outlet, fmt.Sprintf("https://outlet-%d.example/%d", outlet, id),
		fmt.Sprintf("outlet-%d.example", outlet), "A headline", "en", "", "", first, first, first, first, first, "same", 0,
		0, "", benchVersions, benchVersions)
	f.had = map[string]bool{}
	for place := range f.standing {
		f.put(place)
	}
	for n := range int64(benchVersions) {
		f.version(id, outlet, n+1, first+(n+1)*int64(time.Hour/time.Microsecond))
	}
	terms := slices.Sorted(maps.Keys(f.had))
	if f.tx.Postgres() {
		f.terms.add(f.b, f.tx, id, "'"+strings.Join(terms, "' '")+"'")
		return
	}
	f.terms.insert = "INSERT INTO search (rowid, terms)"
	f.terms.add(f.b, f.tx, id, strings.Join(terms, " "))
}

func (f *filler) version(article, outlet, n, seen int64) {
	id := (article-1)*benchVersions + n
	place := int(n % benchBlocks)
	before := f.texts[place]
	if n > 1 {
		f.put(place)
	}
	f.versions.add(f.b, f.tx, id, article, n, 1, "A headline", "", "", "en", seen, seen, seen, seen+1, 2, []byte{byte(n)})
	for place, block := range f.standing {
		f.places.add(f.b, f.tx, id, place, "paragraph", block)
	}
	if n == 1 {
		return
	}
	edits, err := json.Marshal([]news.Edit{{
		Kind: news.Replace, Block: news.Paragraph, From: place, To: place, Before: before, After: f.texts[place],
		Spans: []news.Span{{Op: news.Removed, Text: before}, {Op: news.Added, Text: f.texts[place]}},
	}})
	if err != nil {
		f.b.Fatal(err)
	}
	meaning := string(news.Meanings()[id%int64(len(news.Meanings()))])
	f.changes.add(f.b, f.tx, id, article, outlet, n-1, n-1, n, seen-1, seen, false, false, float64(id%100)/100,
		"a summary of the change", string(edits), `["`+meaning+`"]`)
	f.meanings.add(f.b, f.tx, meaning, seen, id)
}

// fill makes the whole database.
func fill(b *testing.B, db *store.DB) {
	f := newFiller(b)
	write(b, db, func(tx *store.Tx) error {
		for i := range benchOutlets {
			host := fmt.Sprintf("outlet-%d.example", i+1)
			if _, err := tx.OutletFor(ctx(), news.Outlet{Hosts: []string{host}}); err != nil {
				return err
			}
			if _, err := tx.SQL().ExecContext(ctx(), "INSERT INTO host (host) VALUES ($1)", host); err != nil {
				return err
			}
		}
		return nil
	})
	for from := int64(1); from <= benchArticles; from += 1000 {
		write(b, db, func(tx *store.Tx) error {
			f.tx = tx
			for id := from; id < from+1000; id++ {
				f.article(id)
			}
			f.terms.flush(b, tx)
			return nil
		})
	}
	if db.Postgres() {
		wakeSequences(b, db)
	}
}

// wakeSequences tells PostgreSQL of the ids that were given, and has it tidy up after so many rows at once.
func wakeSequences(b *testing.B, db *store.DB) {
	for _, table := range []string{"block", "version", "change"} {
		_, err := db.SQL().ExecContext(ctx(), fmt.Sprintf("SELECT setval(pg_get_serial_sequence('%s', 'id'), MAX(id)) FROM %[1]s", table))
		if err != nil {
			b.Fatal(err)
		}
	}
	tidy := "VACUUM ANALYZE" //nolint:misspell // SQL's own word
	if _, err := db.SQL().ExecContext(ctx(), tidy); err != nil {
		b.Fatal(err)
	}
}
