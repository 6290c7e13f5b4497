package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/store/db"
)

// A Hit is an article that has, or had, all the words that were searched for, and the passage that shows most of them.
type Hit struct {
	Outlet  news.Outlet
	Article news.Article
	Passage string   // a block or headline; a long one is cut around the words, with an ellipsis where it was
	Marks   [][2]int // where the found words stand in Passage, in bytes: from, behind
	Version int      // a version that has the passage
	Removed bool     // the article's current version does not have it
	// When a removed passage went: between the last look that saw it and the first that did not (zero when not known).
	SeenBefore, SeenAfter time.Time
}

const (
	maxTerms    = 32      // of a query; FTS5 bounds the depth of an expression
	maxTermSize = 128     // bytes; a longer one is no word
	maxHits     = 100     // of one page
	maxIndexed  = 400_000 // bytes of terms of one article; PostgreSQL takes a tsvector below a megabyte
)

// index makes the article found by the words of all its versions.
func (t *Tx) index(ctx context.Context, articleID int64) error {
	texts, err := t.q.ArticleTexts(ctx, articleID)
	if err != nil {
		return err
	}
	headlines, err := t.q.ArticleHeadlines(ctx, articleID)
	if err != nil {
		return err
	}
	terms := uniqueTerms(prose.IndexTerms, append(headlines, texts...)...)
	if t.postgres {
		_, err = t.raw.ExecContext(ctx, `INSERT INTO search (article_id, terms) VALUES ($1, array_to_tsvector(COALESCE($2::text[], '{}'))) -- null for no term at all
			ON CONFLICT (article_id) DO UPDATE SET terms = excluded.terms`, articleID, terms)
		return err
	}
	_, err = t.raw.ExecContext(ctx, "INSERT OR REPLACE INTO search (rowid, terms) VALUES ($1, $2)", articleID,
		strings.Join(terms, " "))
	return err
}

// uniqueTerms gives the terms of the texts, each once, as far as they may be indexed.
func uniqueTerms(termsOf func(string) []string, texts ...string) []string {
	seen := map[string]bool{}
	size := 0
	for _, text := range texts {
		for _, term := range termsOf(text) {
			if seen[term] || len(term) > maxTermSize || size > maxIndexed {
				continue
			}
			seen[term] = true
			size += len(term) + 1
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// queryTerms gives what is searched for; nothing when the query has no word.
func queryTerms(query string) []string {
	terms := uniqueTerms(prose.Terms, clean(query))
	return terms[:min(len(terms), maxTerms)]
}

// A finder is how the database at hand is asked for articles by terms.
type finder struct {
	id    string // the column of table search that has the article's id
	where string // the condition; its one parameter is
	match string
}

// finder gives the finder for all the terms; n is the number of its parameter in the statement.
func (q Queries) finder(terms []string, n int) finder {
	quoted := make([]string, len(terms))
	if q.postgres {
		escape := strings.NewReplacer(`'`, `''`, `\`, `\\`)
		for i, term := range terms {
			quoted[i] = "'" + escape.Replace(term) + "'"
			if prose.Stub(term) {
				quoted[i] += ":*"
			}
		}
		return finder{"search.article_id", fmt.Sprintf("search.terms @@ $%d::tsquery", n), strings.Join(quoted, " & ")}
	}
	for i, term := range terms {
		quoted[i] = `"` + strings.ReplaceAll(term, `"`, `""`) + `"`
		if prose.Stub(term) {
			quoted[i] += "*"
		}
	}
	return finder{"search.rowid", fmt.Sprintf("search MATCH $%d", n), strings.Join(quoted, " AND ")}
}

// plan runs a query whose best plan depends on its parameters: a rare word is looked up, of a common one the newest
// articles are walked through. PostgreSQL would otherwise settle for one plan after five runs.
func (q Queries) plan(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if q.postgres {
		args = append([]any{pgx.QueryExecModeCacheDescribe}, args...)
	}
	return q.raw.QueryContext(ctx, query, args...)
}

// Search gives up to limit articles in whose versions, taken together, all the query's words stand or stood, those found
// last first, and a cursor for the next ones ("" when there are none). limit is 20 when it is 0, at most 100. Hidden
// articles are left out. It gives ErrCursor for a bad cursor.
func (q Queries) Search(ctx context.Context, query, cursor string, limit int) ([]Hit, string, error) {
	if limit <= 0 {
		limit = 20
	}
	limit = min(limit, maxHits)
	terms := queryTerms(query)
	if len(terms) == 0 {
		return nil, "", nil
	}
	before, err := searchCursor(cursor)
	if err != nil {
		return nil, "", err
	}
	ids, err := q.matches(ctx, terms, before, limit+1)
	if err != nil {
		return nil, "", fmt.Errorf("search for %q: %w", query, err)
	}
	next := ""
	if len(ids) > limit {
		ids = ids[:limit]
		next = strconv.FormatInt(ids[limit-1], 10)
	}
	hits, err := q.hits(ctx, ids, terms)
	if err != nil {
		return nil, "", fmt.Errorf("search for %q: %w", query, err)
	}
	return hits, next, nil
}

func (q Queries) hits(ctx context.Context, ids []int64, terms []string) ([]Hit, error) {
	hits := make([]Hit, len(ids))
	outletIDs := make([]int64, len(ids))
	for i, id := range ids {
		var err error
		if hits[i], err = q.hit(ctx, id, terms); err != nil {
			return nil, err
		}
		outletIDs[i] = hits[i].Article.OutletID
	}
	outlets, err := q.outletsByID(ctx, outletIDs)
	for i := range hits {
		hits[i].Outlet = outlets[outletIDs[i]]
	}
	return hits, err
}

// endOfHits is above the id of every article.
const endOfHits = 1 << 62

// searchCursor gives the id that the next hits are below.
func searchCursor(cursor string) (int64, error) {
	if cursor == "" {
		return endOfHits, nil
	}
	id, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil {
		return 0, fmt.Errorf("“%s”: %w", cursor, ErrCursor)
	}
	return id, nil
}

// matches gives the ids of the articles that have the terms, from the highest down. SQLite finds them in that order and
// stops at the limit; the CROSS JOIN keeps it from beginning with the articles.
func (q Queries) matches(ctx context.Context, terms []string, before int64, limit int) ([]int64, error) {
	f := q.finder(terms, 1)
	rows, err := q.plan(ctx, "SELECT "+f.id+" FROM search CROSS JOIN article WHERE article.id = "+f.id+
		" AND "+f.where+" AND "+f.id+" < $2 AND article.hidden = 0 ORDER BY "+f.id+" DESC LIMIT $3", f.match, before, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var ids []int64
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

// hit finds the article's best passage for the terms; its outlet is left to the caller.
func (q Queries) hit(ctx context.Context, articleID int64, terms []string) (Hit, error) {
	a, err := q.Article(ctx, articleID)
	if err != nil {
		return Hit{}, err
	}
	h := Hit{Article: a}
	versions, err := q.Versions(ctx, a.ID)
	if err != nil {
		return h, err
	}
	passages, err := q.q.ArticlePassages(ctx, db.ArticlePassagesParams{ArticleID: a.ID, CurrentN: int64(a.Current)})
	if err != nil {
		return h, found(err, "passages of article %d", a.ID)
	}
	best, marks := bestPassage(append(headlines(versions, a.Current), passages...), terms)
	h.Passage, h.Marks = excerpt(best.Text, marks)
	h.Version, h.Removed = int(best.LastN), best.Text != "" && best.Standing == 0
	if h.Removed {
		h.SeenBefore = moment(best.LastSeen)
		h.SeenAfter = wentBy(versions, a.Current, h.SeenBefore)
	} else {
		h.Version = a.Current
	}
	return h, nil
}

// headlines gives the headlines of the versions as passages like those of the blocks.
func headlines(versions []news.Version, current int) []db.ArticlePassagesRow {
	byText := map[string]*db.ArticlePassagesRow{}
	var order []string
	for _, v := range versions {
		p := byText[v.Headline]
		if p == nil {
			p = &db.ArticlePassagesRow{Text: v.Headline}
			byText[v.Headline] = p
			order = append(order, v.Headline)
		}
		p.LastN, p.LastSeen = int64(v.N), max(p.LastSeen, micros(v.LastSeen))
		if v.N == current {
			p.Standing = 1
		}
	}
	passages := make([]db.ArticlePassagesRow, len(order))
	for i, text := range order {
		passages[i] = *byText[text]
	}
	return passages
}

// wentBy gives the first look after seenBefore: that of the version which came then or, where an earlier text came back,
// the last one that saw that text.
func wentBy(versions []news.Version, current int, seenBefore time.Time) time.Time {
	var went, standing time.Time
	for _, v := range versions {
		if v.FirstSeen.After(seenBefore) && (went.IsZero() || v.FirstSeen.Before(went)) {
			went = v.FirstSeen
		}
		if v.N == current && v.LastSeen.After(seenBefore) {
			standing = v.LastSeen
		}
	}
	return earlier(went, standing)
}
