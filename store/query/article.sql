-- name: InsertArticle :one
INSERT INTO article (outlet_id, feed_id, url, host, headline, language, etag, last_modified, published, first_seen,
    looked, changed, due, outcome, gone, hidden, hidden_reason, versions, current_version, suspect)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 0, $18, $19)
RETURNING *;

-- name: DeleteArticle :exec
DELETE FROM article WHERE id = $1;

-- name: Article :one
SELECT * FROM article WHERE id = $1;

-- The update changes nothing but holds the row until the transaction ends, on either database.
-- name: LockArticle :one
UPDATE article SET id = id WHERE id = $1 RETURNING *;

-- An article that patterns shut out rests again, whatever a look at it says.
-- name: ArticleLooked :execrows
UPDATE article SET url = sqlc.arg(url), host = sqlc.arg(host), headline = sqlc.arg(headline), language = sqlc.arg(language),
    etag = sqlc.arg(etag), last_modified = sqlc.arg(last_modified), published = sqlc.arg(published),
    looked = sqlc.arg(looked), changed = sqlc.arg(changed), outcome = sqlc.arg(outcome), gone = sqlc.arg(gone),
    current_version = sqlc.arg(current_version), doubted = sqlc.arg(doubted), tries = sqlc.arg(tries),
    turning = sqlc.arg(turning), claimed = sqlc.arg(claimed), canonical = sqlc.arg(canonical), suspect = sqlc.arg(suspect),
    due = CASE WHEN EXISTS (SELECT 1 FROM shut_out WHERE shut_out.article_id = article.id) THEN 0
        ELSE CAST(sqlc.arg(due) AS BIGINT) END
WHERE id = sqlc.arg(id);

-- name: HideArticle :execrows
UPDATE article SET hidden = $2, hidden_reason = $3 WHERE id = $1;

-- name: SetArticleDue :one
UPDATE article SET due = $2 WHERE id = $1 RETURNING host;

-- name: DueArticles :many
SELECT * FROM article WHERE host = $1 AND due > 0 AND due <= $2 ORDER BY due, id LIMIT $3;

-- name: OutletsArticles :many
SELECT * FROM article WHERE outlet_id = sqlc.arg(outlet_id) AND hidden = 0
    AND (CAST(sqlc.arg(before) AS BIGINT) = 0 OR id < sqlc.arg(before))
ORDER BY id DESC LIMIT sqlc.arg(max);

-- name: InsertAlias :execrows
INSERT INTO alias (key, article_id, url, why) VALUES ($1, $2, $3, $4) ON CONFLICT (key) DO NOTHING;

-- name: AliasOwner :one
SELECT article_id FROM alias WHERE key = $1;

-- name: Aliases :many
SELECT * FROM alias WHERE article_id = $1 ORDER BY url;

-- name: ArticleVersionAdded :execrows
UPDATE article SET versions = versions + 1, current_version = sqlc.arg(n),
    headline = CASE WHEN CAST(sqlc.arg(headline) AS TEXT) = '' THEN headline ELSE CAST(sqlc.arg(headline) AS TEXT) END
WHERE id = sqlc.arg(id);

-- name: ArticleChanged :one
UPDATE article SET changed = CASE WHEN changed < sqlc.arg(at) THEN sqlc.arg(at) ELSE changed END
WHERE id = sqlc.arg(id) RETURNING outlet_id;

-- name: SetReweave :execrows
UPDATE article SET reweave = 1 WHERE id = $1;

-- name: ArticleWoven :execrows
UPDATE article SET reweave = 0, versions =
    (SELECT COUNT(*) FROM version WHERE version.article_id = article.id AND version.withdrawn = 0)
WHERE article.id = $1;

-- name: MoveFirstSeen :exec
UPDATE article SET first_seen = sqlc.arg(at) WHERE id = sqlc.arg(id) AND first_seen > sqlc.arg(at);

-- name: ArticlesByCanonical :many
SELECT * FROM article WHERE canonical = $1 ORDER BY id;

-- name: ArticleOutlet :one
SELECT outlet_id FROM article WHERE id = $1;

-- name: KeptArticles :many
SELECT id FROM article WHERE looked >= sqlc.arg(since) AND looked > 0
    AND (CAST(sqlc.arg(outlet_id) AS BIGINT) = 0 OR outlet_id = sqlc.arg(outlet_id))
ORDER BY id;
