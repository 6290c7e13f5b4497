package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/net/publicsuffix"

	"github.com/stemma-news/stemma/news"
	"github.com/stemma-news/stemma/prose"
	"github.com/stemma-news/stemma/store/db"
)

// An OutletRow is an outlet with what there is of it.
type OutletRow struct {
	news.Outlet
	Feeds, Articles, Versions, Changes int
	Looked                             time.Time // the last look at a feed or article
	Changed                            time.Time // the last change seen
}

// OutletFor gives the outlet to which one of o.Hosts belongs, with or without "www.", after adding the other hosts to it
// and filling what was not known of it. If there is none, o is added; its key, if empty, is made from its first host,
// and a number is put behind a key that is taken.
func (t *Tx) OutletFor(ctx context.Context, o news.Outlet) (news.Outlet, error) {
	row, err := t.outletOfHosts(ctx, o)
	if errors.Is(err, sql.ErrNoRows) {
		row, err = t.addOutlet(ctx, o)
	}
	if err != nil {
		return o, fmt.Errorf("find outlet %q: %w", o.Name, err)
	}
	for _, host := range o.Hosts {
		if err := t.q.InsertOutletHost(ctx, db.InsertOutletHostParams{Host: clean(host), OutletID: row.ID}); err != nil {
			return o, fmt.Errorf("add host %s to outlet %s: %w", host, row.Key, err)
		}
	}
	return t.withHosts(ctx, row)
}

// NameOutlet gives an outlet another name; its key stays.
func (t *Tx) NameOutlet(ctx context.Context, outletID int64, name string) error {
	n, err := t.q.NameOutlet(ctx, db.NameOutletParams{ID: outletID, Name: clean(name)})
	return touched(n, err, "name outlet %d", outletID)
}

func (t *Tx) outletOfHosts(ctx context.Context, o news.Outlet) (db.Outlet, error) {
	id, err := t.outletOf(ctx, o.Hosts...)
	if err != nil {
		return db.Outlet{}, err
	}
	name := clean(o.Name)
	if slices.ContainsFunc(o.Hosts, func(host string) bool { return strings.TrimPrefix(host, "www.") == name }) {
		name = "" // a host is what an outlet is called as long as nothing better is known
	}
	return t.q.FillOutlet(ctx, db.FillOutletParams{ID: id, Name: name, Language: clean(o.Language), Home: clean(o.Home)})
}

// outletOf gives the outlet of the first of the hosts that has one, else sql.ErrNoRows.
func (q Queries) outletOf(ctx context.Context, hosts ...string) (int64, error) {
	for _, host := range hosts {
		bare := strings.TrimPrefix(host, "www.")
		for _, h := range []string{bare, "www." + bare} {
			id, err := q.q.OutletOfHost(ctx, h)
			if !errors.Is(err, sql.ErrNoRows) {
				return id, err
			}
		}
	}
	return 0, sql.ErrNoRows
}

func (t *Tx) addOutlet(ctx context.Context, o news.Outlet) (db.Outlet, error) {
	key, err := t.freeKey(ctx, outletKey(o))
	if err != nil {
		return db.Outlet{}, err
	}
	return t.q.InsertOutlet(ctx, db.InsertOutletParams{
		Key: key, Name: clean(o.Name), Language: clean(o.Language), Home: clean(o.Home), Added: micros(o.Added),
	})
}

func (t *Tx) freeKey(ctx context.Context, key string) (string, error) {
	for n := 1; ; n++ {
		free := key
		if n > 1 {
			free = fmt.Sprintf("%s-%d", key, n)
		}
		taken, err := t.q.OutletKeyTaken(ctx, free)
		if err != nil || taken == 0 {
			return free, err
		}
	}
}

// outletKey gives a short name for addresses: "daily-harbour" for www.daily-harbour.example.
func outletKey(o news.Outlet) string {
	name := o.Key
	if name == "" && len(o.Hosts) > 0 {
		name = hostLabel(o.Hosts[0])
	}
	if name == "" {
		name = o.Name
	}
	words := strings.FieldsFunc(prose.Fold(clean(name)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if len(words) == 0 {
		return "outlet"
	}
	return strings.Join(words, "-")
}

// hostLabel gives a host without port, "www." and public suffix.
func hostLabel(host string) string {
	if address, err := netip.ParseAddrPort(host); err == nil {
		return address.String()
	}
	host, _, _ = strings.Cut(host, ":")
	if _, err := netip.ParseAddr(host); err == nil {
		return host
	}
	host = strings.TrimPrefix(host, "www.")
	suffix, _ := publicsuffix.PublicSuffix(host)
	if label := strings.TrimSuffix(host, "."+suffix); label != "" {
		return label
	}
	return host
}

// Outlet gives an outlet by its id, or ErrNotFound.
func (q Queries) Outlet(ctx context.Context, id int64) (news.Outlet, error) {
	row, err := q.q.Outlet(ctx, id)
	if err != nil {
		return news.Outlet{}, found(err, "outlet %d", id)
	}
	return q.withHosts(ctx, row)
}

// OutletByKey gives an outlet by its short name, or ErrNotFound.
func (q Queries) OutletByKey(ctx context.Context, key string) (news.Outlet, error) {
	row, err := q.q.OutletByKey(ctx, clean(key))
	if err != nil {
		return news.Outlet{}, found(err, "outlet %q", key)
	}
	return q.withHosts(ctx, row)
}

func (q Queries) withHosts(ctx context.Context, row db.Outlet) (news.Outlet, error) {
	hosts, err := q.q.OutletHosts(ctx, row.ID)
	if err != nil {
		return news.Outlet{}, fmt.Errorf("hosts of outlet %s: %w", row.Key, err)
	}
	return outlet(row, hosts), nil
}

func outlet(row db.Outlet, hosts []string) news.Outlet {
	return news.Outlet{
		ID: row.ID, Key: row.Key, Name: row.Name, Language: row.Language, Home: row.Home, Hosts: hosts,
		Added: moment(row.Added),
	}
}

// outletsByID gives the outlets of a page's items with one query; an id may stand among the ids more than once.
func (q Queries) outletsByID(ctx context.Context, ids []int64) (map[int64]news.Outlet, error) {
	outlets := map[int64]news.Outlet{}
	var args []any
	for _, id := range slices.Compact(slices.Sorted(slices.Values(ids))) {
		args = append(args, id)
	}
	if len(args) == 0 {
		return outlets, nil
	}
	rows, err := q.raw.QueryContext(ctx, `SELECT outlet.id, outlet.key, outlet.name, outlet.language, outlet.home,
		outlet.added, COALESCE(outlet_host.host, '') FROM outlet LEFT JOIN outlet_host ON outlet_host.outlet_id = outlet.id
		WHERE outlet.id IN (`+placeholders(1, len(args))+") ORDER BY outlet.id, outlet_host.host", args...)
	if err != nil {
		return nil, fmt.Errorf("read outlets: %w", err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row db.Outlet
		var host string
		if err := rows.Scan(&row.ID, &row.Key, &row.Name, &row.Language, &row.Home, &row.Added, &host); err != nil {
			return nil, fmt.Errorf("read outlets: %w", err)
		}
		hosts := outlets[row.ID].Hosts
		if host != "" {
			hosts = append(hosts, host)
		}
		outlets[row.ID] = outlet(row, hosts)
	}
	return outlets, rows.Err()
}

// OutletNames gives all outlets by name, without their hosts.
func (q Queries) OutletNames(ctx context.Context) ([]news.Outlet, error) {
	rows, err := q.q.Outlets(ctx)
	if err != nil {
		return nil, fmt.Errorf("outlets: %w", err)
	}
	outlets := make([]news.Outlet, len(rows))
	for i, row := range rows {
		outlets[i] = outlet(row, nil)
	}
	return outlets, nil
}

// Outlets gives all outlets by name, with what there is of each.
func (q Queries) Outlets(ctx context.Context) ([]OutletRow, error) {
	outlets, err := q.OutletNames(ctx)
	if err != nil {
		return nil, err
	}
	rows := make([]OutletRow, len(outlets))
	byID := make(map[int64]*OutletRow, len(outlets))
	for i, o := range outlets {
		rows[i].Outlet = o
		byID[o.ID] = &rows[i]
	}
	for _, fill := range []func(context.Context, map[int64]*OutletRow) error{
		q.fillHosts, q.fillFeeds, q.fillHoldings,
	} {
		if err := fill(ctx, byID); err != nil {
			return nil, fmt.Errorf("outlets: %w", err)
		}
	}
	return rows, nil
}

// The fillers skip an outlet that was added after the list was read.

func (q Queries) fillHosts(ctx context.Context, outlets map[int64]*OutletRow) error {
	rows, err := q.q.AllOutletHosts(ctx)
	for _, row := range rows {
		if o := outlets[row.OutletID]; o != nil {
			o.Hosts = append(o.Hosts, row.Host)
		}
	}
	return err
}

func (q Queries) fillFeeds(ctx context.Context, outlets map[int64]*OutletRow) error {
	rows, err := q.q.OutletFeeds(ctx)
	for _, row := range rows {
		if o := outlets[row.OutletID]; o != nil {
			o.Feeds, o.Looked = int(row.N), later(o.Looked, moment(row.Looked))
		}
	}
	return err
}

func (q Queries) fillHoldings(ctx context.Context, outlets map[int64]*OutletRow) error {
	rows, err := q.q.Holdings(ctx)
	for _, row := range rows {
		if o := outlets[row.OutletID]; o != nil {
			o.Articles, o.Versions, o.Changes = int(row.Articles), int(row.Versions), int(row.Changes)
			o.Looked, o.Changed = later(o.Looked, moment(row.Looked)), moment(row.Changed)
		}
	}
	return err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
