package store

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/store/db"
)

// ErrCursor says that a cursor is none that this store gave.
var ErrCursor = errors.New("no such place in the list")

// KindChange is the Filter.Kind of changes; the other kinds are those of events.
const KindChange = "change"

// maxLatest bounds one page of the list.
const maxLatest = 500

// A Filter says which changes and events are wanted. Its zero value is all of them; what is given must all hold.
type Filter struct {
	Outlet    string // key
	Article   int64
	Kind      string       // "change" or a news.EventKind; news.Alternates are changes whose two texts are served in turn
	Confirmed bool         // only changes that another look bore out, in the order in which it did: what is told to others
	Meaning   news.Meaning // then only changes
	MinWeight float64      // then only changes
	Since     time.Time    // seen from then on
	Until     time.Time    // seen before then
	Query     string       // words that the article's versions, taken together, have
	Cursor    string       // as the page before gave it
	Limit     int          // 30 when it is 0, at most 500
}

// An Item is a change or an event, and whose.
type Item struct {
	At      time.Time // when it was seen: SeenAfter
	Told    time.Time // when it was confirmed, which events are at once; zero while a change is not
	Outlet  news.Outlet
	Article news.Article
	Change  *news.Change // or nil
	Event   *news.Event  // or nil
}

// Latest gives changes and events merged, newest first, and a cursor for the next ones ("" when there are none). Those of
// hidden articles are left out. It gives ErrNotFound for an outlet that does not exist, ErrCursor for a bad cursor.
func (q Queries) Latest(ctx context.Context, f Filter) ([]Item, string, error) {
	if f.Limit <= 0 {
		f.Limit = 30
	}
	f.Limit = min(f.Limit, maxLatest)
	after, err := parsePlace(f.Cursor)
	if err != nil {
		return nil, "", err
	}
	items, err := q.latest(ctx, f, after)
	if err != nil {
		return nil, "", fmt.Errorf("latest changes: %w", err)
	}
	slices.SortStableFunc(items, func(a, b Item) int { return f.placeOf(a).compare(f.placeOf(b)) })
	next := ""
	if len(items) > f.Limit {
		items = items[:f.Limit]
		next = f.placeOf(items[f.Limit-1]).String()
	}
	for _, item := range items {
		if item.Change == nil {
			continue
		}
		if err := q.countLooks(ctx, item.Change); err != nil {
			return nil, "", fmt.Errorf("latest changes: %w", err)
		}
	}
	return items, next, q.fillOutlets(ctx, items)
}

// latest gives up to Limit+1 items of either stream.
func (q Queries) latest(ctx context.Context, f Filter, after place) ([]Item, error) {
	var items []Item
	if f.wantsChanges() {
		s, err := q.stream(ctx, f, "change", after)
		if err != nil {
			return nil, err
		}
		if items, err = q.latestChanges(ctx, s); err != nil {
			return nil, err
		}
	}
	if f.wantsEvents() {
		s, err := q.stream(ctx, f, "event", after)
		if err != nil {
			return nil, err
		}
		events, err := q.latestEvents(ctx, s)
		if err != nil {
			return nil, err
		}
		items = append(items, events...)
	}
	return items, nil
}

func (f Filter) wantsChanges() bool {
	return f.Kind == "" || f.Kind == KindChange || f.Kind == string(news.Alternates)
}

func (f Filter) wantsEvents() bool {
	return f.Kind != KindChange && f.Meaning == "" && f.MinWeight <= 0
}

// A selection is an SQL query that is put together from what a filter asks for.
type selection struct {
	from  string
	where []string
	args  []any
	order string
	limit int
}

// add adds a condition; each "?" in it is one of the values.
func (s *selection) add(condition string, values ...any) {
	for _, v := range values {
		s.args = append(s.args, v)
		condition = strings.Replace(condition, "?", "$"+strconv.Itoa(len(s.args)), 1)
	}
	s.where = append(s.where, condition)
}

func (s *selection) sql(columns string) string {
	return "SELECT " + columns + " FROM " + s.from + " WHERE " + strings.Join(s.where, " AND ") +
		" ORDER BY " + s.order + " LIMIT " + strconv.Itoa(s.limit)
}

// stream selects from change or event. The tables are joined by CROSS JOIN because SQLite then reads them in this order:
// the list first, by its index, and an article only for each row of it.
func (q Queries) stream(ctx context.Context, f Filter, table string, after place) (*selection, error) {
	column := table + ".seen_after"
	if table == "change" && f.Confirmed {
		column = "change.confirmed"
	}
	s := &selection{from: table, order: column + " DESC, " + table + ".id DESC", limit: f.Limit + 1}
	at := "(" + column + ", " + table + ".id)"
	switch {
	case f.Meaning == "":
	case f.Confirmed: // in the order of the confirmed ones, asking of each whether it has the meaning
		s.add("EXISTS (SELECT 1 FROM change_meaning WHERE change_meaning.meaning = ?"+
			" AND change_meaning.seen_after = change.seen_after AND change_meaning.change_id = change.id)", string(f.Meaning))
	default:
		s.from = "change_meaning CROSS JOIN change"
		s.order = "change_meaning.seen_after DESC, change_meaning.change_id DESC"
		at = "(change_meaning.seen_after, change_meaning.change_id)"
		s.add("change.id = change_meaning.change_id")
		s.add("change_meaning.meaning = ?", string(f.Meaning))
	}
	s.from += " CROSS JOIN article"
	s.add("article.id = " + table + ".article_id AND article.hidden = 0")
	if !after.isStart() {
		us, id := after.below(table)
		s.add(at+" < (?, ?)", us, id)
	}
	if !f.Since.IsZero() {
		s.add(at+" >= (?, ?)", micros(f.Since), 0)
	}
	if !f.Until.IsZero() {
		s.add(at+" < (?, ?)", micros(f.Until), 0)
	}
	return s, q.narrow(ctx, s, f, table)
}

// narrow adds the conditions that do not touch the order.
func (q Queries) narrow(ctx context.Context, s *selection, f Filter, table string) error {
	if f.Outlet != "" {
		o, err := q.q.OutletByKey(ctx, clean(f.Outlet))
		if err != nil {
			return found(err, "outlet %q", f.Outlet)
		}
		s.add(table+".outlet_id = ?", o.ID)
	}
	if f.Article != 0 {
		s.add(table+".article_id = ?", f.Article)
	}
	if table == "event" && f.Kind != "" {
		s.add("event.kind = ?", f.Kind)
	}
	if table == "change" {
		s.narrowChanges(f)
	}
	if f.Query != "" {
		return q.narrowWords(ctx, s, queryTerms(f.Query), table)
	}
	return nil
}

// fewArticles is how many articles are named one by one in a query.
const fewArticles = 1000

// narrowWords asks first how many articles have the terms. Few are named: their changes are then looked up. Of many the
// list is walked from its head, since one of them comes soon. PostgreSQL cannot know that beforehand.
func (q Queries) narrowWords(ctx context.Context, s *selection, terms []string, table string) error {
	if len(terms) == 0 {
		s.where = append(s.where, "1 = 0") // no word, no article that has it
		return nil
	}
	ids, err := q.matches(ctx, terms, endOfHits, fewArticles+1)
	if err != nil {
		return err
	}
	if len(ids) <= fewArticles {
		named := make([]string, len(ids)+1)
		named[0] = "0" // no article, so that the list is never empty
		for i, id := range ids {
			named[i+1] = strconv.FormatInt(id, 10)
		}
		s.where = append(s.where, table+".article_id IN ("+strings.Join(named, ", ")+")")
		return nil
	}
	words := q.finder(terms, len(s.args)+1)
	s.args = append(s.args, words.match)
	s.where = append(s.where, table+".article_id IN (SELECT "+words.id+" FROM search WHERE "+words.where+")")
	return nil
}

func (s *selection) narrowChanges(f Filter) {
	s.add("change.withdrawn = 0")
	if f.Confirmed {
		s.add("change.confirmed > 0")
	}
	switch f.Kind {
	case KindChange:
		s.add("change.alternates = 0")
	case string(news.Alternates):
		s.add("change.alternates > 0")
	}
	if f.MinWeight > 0 {
		s.add("change.weight >= ?", f.MinWeight)
	}
}

func (q Queries) latestChanges(ctx context.Context, s *selection) ([]Item, error) {
	rows, err := q.plan(ctx, s.sql(changeColumns+", "+articleColumns), s.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var items []Item
	for rows.Next() {
		var c db.Change
		var a db.Article
		if err := rows.Scan(append(changeFields(&c), articleFields(&a)...)...); err != nil {
			return nil, err
		}
		full, err := change(c)
		if err != nil {
			return nil, err
		}
		items = append(items, Item{At: full.SeenAfter, Told: full.Confirmed, Article: article(a), Change: &full})
	}
	return items, rows.Err()
}

func (q Queries) latestEvents(ctx context.Context, s *selection) ([]Item, error) {
	rows, err := q.plan(ctx, s.sql(eventColumns+", "+articleColumns), s.args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var items []Item
	for rows.Next() {
		var e db.Event
		var a db.Article
		if err := rows.Scan(append(eventFields(&e), articleFields(&a)...)...); err != nil {
			return nil, err
		}
		full := event(e)
		items = append(items, Item{At: full.SeenAfter, Told: full.SeenAfter, Article: article(a), Event: &full})
	}
	return items, rows.Err()
}

func (q Queries) fillOutlets(ctx context.Context, items []Item) error {
	ids := make([]int64, len(items))
	for i := range items {
		ids[i] = items[i].Article.OutletID
	}
	outlets, err := q.outletsByID(ctx, ids)
	for i := range items {
		items[i].Outlet = outlets[ids[i]]
	}
	return err
}
