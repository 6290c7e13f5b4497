package store

import "github.com/stemma-news/stemma/store/db"

// The columns of the tables that [Queries.Latest] reads, in the order of the fields that take them. Its SQL is put
// together by filter, which sqlc cannot do. A list does not carry the edits of a change that has more than 256 KB of
// them, as no editor makes: a few such changes would fill the memory of whoever asks for a list.
const (
	changeColumns = "change.id, change.article_id, change.outlet_id, change.n, change.from_n, change.to_n, " +
		"change.seen_before, change.seen_after, change.redesigned, change.silent, change.weight, " +
		"change.summary, CASE WHEN OCTET_LENGTH(change.edits) > 262144 THEN '' ELSE change.edits END, change.meanings, change.confirmed, change.alternates, change.withdrawn"
	eventColumns = "event.id, event.article_id, event.outlet_id, event.kind, event.seen_before, event.seen_after, " +
		"event.detail"
	articleColumns = "article.id, article.outlet_id, article.feed_id, article.url, article.host, article.headline, " +
		"article.language, article.etag, article.last_modified, article.published, article.first_seen, " +
		"article.looked, article.changed, article.due, article.outcome, article.gone, article.hidden, " +
		"article.hidden_reason, article.versions, article.current_version, article.reweave, article.doubted, " +
		"article.tries, article.turning, article.claimed, article.canonical, article.suspect"
)

func changeFields(c *db.Change) []any {
	return []any{
		&c.ID, &c.ArticleID, &c.OutletID, &c.N, &c.FromN, &c.ToN, &c.SeenBefore, &c.SeenAfter,
		&c.Redesigned, &c.Silent, &c.Weight, &c.Summary, &c.Edits, &c.Meanings, &c.Confirmed, &c.Alternates,
		&c.Withdrawn,
	}
}

func eventFields(e *db.Event) []any {
	return []any{
		&e.ID, &e.ArticleID, &e.OutletID, &e.Kind, &e.SeenBefore, &e.SeenAfter, &e.Detail,
	}
}

func articleFields(a *db.Article) []any {
	return []any{
		&a.ID, &a.OutletID, &a.FeedID, &a.Url, &a.Host, &a.Headline, &a.Language, &a.Etag, &a.LastModified,
		&a.Published, &a.FirstSeen, &a.Looked, &a.Changed, &a.Due, &a.Outcome, &a.Gone, &a.Hidden,
		&a.HiddenReason, &a.Versions, &a.CurrentVersion, &a.Reweave, &a.Doubted, &a.Tries, &a.Turning, &a.Claimed,
		&a.Canonical, &a.Suspect,
	}
}
