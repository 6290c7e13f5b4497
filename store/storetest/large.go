package storetest

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
)

// The database that [Fill] makes for benchmarks: 100,000 versions.
const (
	LargeOutlets  = 50
	LargeArticles = 20_000
	LargeVersions = 5  // of each article
	largeBlocks   = 12 // of each version; one of them is another in each
	largeWords    = 40 // of each block
)

// LargeStart is when the first of the articles that [Fill] makes was seen, the others minute by minute after it.
func LargeStart() time.Time { return time.Date(2031, 3, 4, 12, 0, 0, 0, time.UTC) }

// A table inserts rows many at a time, past the store's own methods.
type table struct {
	insert  string
	after   *table // what its rows refer to
	columns int
	args    []any
}

func (t *table) add(tb testing.TB, tx *store.Tx, row ...any) {
	t.columns = len(row)
	if t.args = append(t.args, row...); len(t.args) >= 200*len(row) {
		t.flush(tb, tx)
	}
}

func (t *table) flush(tb testing.TB, tx *store.Tx) {
	if t == nil {
		return
	}
	t.after.flush(tb, tx)
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
	if _, err := tx.SQL().ExecContext(tb.Context(), t.insert+" VALUES "+values.String()+")", t.args...); err != nil {
		tb.Fatal(err)
	}
	t.args = t.args[:0]
}

// A filler makes articles with all their rows.
type filler struct {
	tb   testing.TB
	tx   *store.Tx
	zipf *rand.Zipf

	articles, blocks, versions, places, changes, meanings, terms *table

	block    int64               // the id of the last one
	standing [largeBlocks]int64  // the blocks of the version that is being made
	texts    [largeBlocks]string // and their texts
	had      map[string]bool     // the terms of the article
}

func newFiller(tb testing.TB) *filler {
	into := func(insert string, after *table) *table { return &table{insert: insert, after: after} }
	f := &filler{tb: tb, zipf: rand.NewZipf(rand.New(rand.NewPCG(1, 2)), 1.1, 3, 20_000)}
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
	for range largeWords {
		fmt.Fprintf(&text, "w%d ", f.zipf.Uint64())
	}
	return strings.TrimSpace(text.String())
}

// put puts a new text at a place of the version.
func (f *filler) put(place int) {
	f.block++
	text := f.words()
	hash := sha256.Sum256([]byte(text))
	f.blocks.add(f.tb, f.tx, f.block, hash[:], hash[:], text)
	f.standing[place], f.texts[place] = f.block, text
	for term := range strings.FieldsSeq(text) {
		f.had[term] = true
	}
}

func (f *filler) article(id int64) {
	outlet := id%LargeOutlets + 1
	first := LargeStart().Add(time.Duration(id) * time.Minute).UnixMicro()
	f.articles.add(f.tb, f.tx, id, outlet, fmt.Sprintf("https://outlet-%d.example/%d", outlet, id),
		fmt.Sprintf("outlet-%d.example", outlet), "A headline", "en", "", "", first, first, first, first, first, "same", 0,
		0, "", LargeVersions, LargeVersions)
	f.had = map[string]bool{}
	for place := range f.standing {
		f.put(place)
	}
	for n := range int64(LargeVersions) {
		f.version(id, outlet, n+1, first+(n+1)*int64(time.Hour/time.Microsecond))
	}
	terms := slices.Sorted(maps.Keys(f.had))
	if f.tx.Postgres() {
		f.terms.add(f.tb, f.tx, id, "'"+strings.Join(terms, "' '")+"'")
		return
	}
	f.terms.insert = "INSERT INTO search (rowid, terms)"
	f.terms.add(f.tb, f.tx, id, strings.Join(terms, " "))
}

func (f *filler) version(article, outlet, n, seen int64) {
	id := (article-1)*LargeVersions + n
	place := int(n % largeBlocks)
	before := f.texts[place]
	if n > 1 {
		f.put(place)
	}
	f.versions.add(f.tb, f.tx, id, article, n, 1, "A headline", "", "", "en", seen, seen, seen, seen+1, 2, []byte{byte(n)})
	for place, block := range f.standing {
		f.places.add(f.tb, f.tx, id, place, "paragraph", block)
	}
	if n == 1 {
		return
	}
	edits, err := json.Marshal([]news.Edit{{
		Kind: news.Replace, Block: news.Paragraph, From: place, To: place, Before: before, After: f.texts[place],
		Spans: []news.Span{{Op: news.Removed, Text: before}, {Op: news.Added, Text: f.texts[place]}},
	}})
	if err != nil {
		f.tb.Fatal(err)
	}
	meaning := string(news.Meanings()[id%int64(len(news.Meanings()))])
	f.changes.add(f.tb, f.tx, id, article, outlet, n-1, n-1, n, seen-1, seen, false, false, float64(id%100)/100,
		"a summary of the change", string(edits), `["`+meaning+`"]`)
	f.meanings.add(f.tb, f.tx, meaning, seen, id)
}

// Fill fills an empty database with LargeVersions versions of each of LargeArticles articles.
func Fill(tb testing.TB, db *store.DB) {
	f := newFiller(tb)
	fillTx(tb, db, func(tx *store.Tx) error {
		for i := range LargeOutlets {
			host := fmt.Sprintf("outlet-%d.example", i+1)
			if _, err := tx.OutletFor(tb.Context(), news.Outlet{Hosts: []string{host}}); err != nil {
				return err
			}
			if _, err := tx.SQL().ExecContext(tb.Context(), "INSERT INTO host (host) VALUES ($1)", host); err != nil {
				return err
			}
		}
		return nil
	})
	for from := int64(1); from <= LargeArticles; from += 1000 {
		fillTx(tb, db, func(tx *store.Tx) error {
			f.tx = tx
			for id := from; id < from+1000; id++ {
				f.article(id)
			}
			f.terms.flush(tb, tx)
			return nil
		})
	}
	if db.Postgres() {
		wakeSequences(tb, db)
	}
}

// wakeSequences tells PostgreSQL of the ids that were given, and has it tidy up after so many rows at once.
func wakeSequences(tb testing.TB, db *store.DB) {
	for _, table := range []string{"block", "version", "change"} {
		_, err := db.SQL().ExecContext(tb.Context(), fmt.Sprintf("SELECT setval(pg_get_serial_sequence('%s', 'id'), MAX(id)) FROM %[1]s", table))
		if err != nil {
			tb.Fatal(err)
		}
	}
	tidy := "VACUUM ANALYZE"
	if _, err := db.SQL().ExecContext(tb.Context(), tidy); err != nil {
		tb.Fatal(err)
	}
}

func fillTx(tb testing.TB, db *store.DB, do func(*store.Tx) error) {
	tb.Helper()
	if err := db.Tx(tb.Context(), do); err != nil {
		tb.Fatal(err)
	}
}
