package store

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// ErrDamaged says that the database breaks one of the rules by which it is written.
var ErrDamaged = errors.New("the database is damaged")

// A rule is what must always hold; its SQL gives the rows that break it: one id each, of what the name says.
type rule struct {
	name string
	sql  string
}

// rules hold on both databases after every commit.
var rules = []rule{
	{
		"article whose number of versions is not that of its versions",
		`SELECT id FROM article WHERE versions <> (SELECT COUNT(*) FROM version
			WHERE article_id = article.id AND withdrawn = 0) AND reweave = 0`,
	},
	{
		"article whose current version does not exist",
		`SELECT id FROM article WHERE current_version <> 0 AND NOT EXISTS (SELECT 1 FROM version
			WHERE article_id = article.id AND n = current_version AND withdrawn = 0)`,
	},
	{
		"article whose versions are not numbered from 1 without a gap",
		`SELECT article_id FROM version GROUP BY article_id HAVING MIN(n) <> 1 OR MAX(n) <> COUNT(*)`,
	},
	{
		"version that neither is an article's first nor has a change that leads to it",
		`SELECT id FROM version WHERE withdrawn = 0 AND NOT EXISTS
			(SELECT 1 FROM change WHERE change.article_id = version.article_id AND to_n = version.n AND withdrawn = 0)
			AND EXISTS (SELECT 1 FROM version AS other WHERE other.article_id = version.article_id AND other.withdrawn = 0
				AND other.first_seen < version.first_seen)
			AND NOT EXISTS (SELECT 1 FROM article WHERE article.id = version.article_id AND reweave > 0)`,
	},
	{
		"article whose changes are not numbered from 1 without a gap",
		`SELECT article_id FROM change GROUP BY article_id HAVING MIN(n) <> 1 OR MAX(n) <> COUNT(*)`,
	},
	{
		"change from or to a version that does not exist",
		`SELECT id FROM change WHERE from_n = to_n OR 2 <> (SELECT COUNT(*) FROM version
			WHERE version.article_id = change.article_id AND n IN (from_n, to_n)
				AND (version.withdrawn = 0 OR change.withdrawn <> 0))`,
	},
	{
		"version that leads to one that does not stand",
		`SELECT id FROM version WHERE same_as <> 0 AND NOT EXISTS (SELECT 1 FROM version AS other
			WHERE other.article_id = version.article_id AND other.n = version.same_as AND other.withdrawn = 0)`,
	},
	{
		"standing versions of one text and the same links",
		`SELECT id FROM version WHERE withdrawn = 0 AND EXISTS (SELECT 1 FROM version AS other
			WHERE other.article_id = version.article_id AND other.text_key = version.text_key AND other.id < version.id
				AND (other.links_key = version.links_key OR other.links_key IS NULL AND version.links_key IS NULL)
				AND other.withdrawn = 0) AND NOT EXISTS (SELECT 1 FROM article WHERE article.id = version.article_id AND reweave > 0)`,
	},
	{
		"version without any text", `SELECT id FROM version WHERE headline = ''
			AND NOT EXISTS (SELECT 1 FROM version_block WHERE version_id = version.id)`,
	},
	{
		"outlet with a text that stands on more or fewer articles than were counted",
		`SELECT had.outlet_id FROM (
			SELECT article.outlet_id, block.same, COUNT(DISTINCT article.id) AS n FROM article
			JOIN version ON version.article_id = article.id
			JOIN version_block ON version_block.version_id = version.id
			JOIN block ON block.id = version_block.block_id
			GROUP BY article.outlet_id, block.same
		) AS had LEFT JOIN furniture ON furniture.outlet_id = had.outlet_id AND furniture.same = had.same
		WHERE COALESCE(furniture.articles, 0) <> had.n`,
	},
	{
		"outlet of which more or less is counted than there is",
		`SELECT outlet.id FROM outlet LEFT JOIN holding ON holding.outlet_id = outlet.id WHERE holding.articles IS NULL
			OR holding.articles <> (SELECT COUNT(*) FROM article WHERE outlet_id = outlet.id)
			OR holding.versions <> (SELECT COALESCE(SUM(versions), 0) FROM article WHERE outlet_id = outlet.id)
			OR holding.changes <> (SELECT COUNT(*) FROM change WHERE outlet_id = outlet.id AND withdrawn = 0)`,
	},
	{
		"capture that was read without an outcome",
		`SELECT id FROM capture WHERE read_at <> 0 AND outcome = ''`,
	},
	{
		"capture of a version that does not exist",
		`SELECT id FROM capture WHERE version <> 0 AND NOT EXISTS
			(SELECT 1 FROM version WHERE version.article_id = capture.article_id AND n = capture.version)`,
	},
}

// CheckIntegrity reads the whole database and tells what is wrong with it: an error that is ErrDamaged, a line for every
// broken rule. It takes long on a large database.
func (q Queries) CheckIntegrity(ctx context.Context) error {
	var broken []error
	if !q.postgres { // PostgreSQL checks its pages and references by itself
		if err := q.checkFile(ctx); err != nil {
			broken = append(broken, err)
		}
	}
	for _, r := range append(rules[:len(rules):len(rules)], q.searchRule()) {
		if err := q.check(ctx, r); err != nil {
			broken = append(broken, err)
		}
	}
	return errors.Join(broken...)
}

// searchRule wants every article with a version to be found.
func (q Queries) searchRule() rule {
	column := "rowid"
	if q.postgres {
		column = "article_id"
	}
	return rule{
		"article with versions that search cannot find",
		"SELECT id FROM article WHERE versions > 0 AND id NOT IN (SELECT " + column + " FROM search)",
	}
}

func (q Queries) check(ctx context.Context, r rule) error {
	ids, err := q.strings(ctx, "WITH broken (id) AS ("+r.sql+" LIMIT 5) SELECT CAST(id AS TEXT) FROM broken")
	if err != nil {
		return fmt.Errorf("look for any %s: %w", r.name, err)
	}
	if len(ids) > 0 {
		return fmt.Errorf("%w: %s: %s", ErrDamaged, r.name, strings.Join(ids, ", "))
	}
	return nil
}

// checkFile has SQLite look through its file.
func (q Queries) checkFile(ctx context.Context) error {
	said, err := q.strings(ctx, "SELECT integrity_check FROM pragma_integrity_check")
	if err != nil {
		return fmt.Errorf("check the file: %w", err)
	}
	if len(said) != 1 || said[0] != "ok" {
		return fmt.Errorf("%w: %s", ErrDamaged, strings.Join(said, "; "))
	}
	lost, err := q.strings(ctx, `SELECT "table" || ' row ' || COALESCE(rowid, 'without a number') || ' refers to no ' || parent FROM pragma_foreign_key_check LIMIT 20`)
	if err != nil {
		return fmt.Errorf("check references: %w", err)
	}
	if len(lost) > 0 {
		return fmt.Errorf("%w: %s", ErrDamaged, strings.Join(lost, "; "))
	}
	return nil
}

// strings gives the one column of a query's rows.
func (q Queries) strings(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := q.raw.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var values []string
	for rows.Next() {
		var value string
		if err := rows.Scan(&value); err != nil {
			return nil, err
		}
		values = append(values, value)
	}
	return values, rows.Err()
}
