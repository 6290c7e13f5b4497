-- name: InsertFeed :one
INSERT INTO feed (outlet_id, key, url, host, kind, title, etag, last_modified, due, looked, brought, outcome, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT (key) DO NOTHING
RETURNING *;

-- name: Feed :one
SELECT * FROM feed WHERE id = $1;

-- name: FeedByKey :one
SELECT * FROM feed WHERE key = $1;

-- name: Feeds :many
SELECT * FROM feed WHERE CAST(sqlc.arg(outlet_id) AS BIGINT) = 0 OR outlet_id = sqlc.arg(outlet_id) ORDER BY outlet_id, id;

-- name: DueFeeds :many
SELECT * FROM feed WHERE host = $1 AND due > 0 AND due <= $2 ORDER BY due, id LIMIT $3;

-- A feed that somebody wanted looked at again since its look began stays due.
-- name: FeedLooked :execrows
UPDATE feed SET kind = $2, title = $3, etag = $4, last_modified = $5,
    due = CASE WHEN due > $7 AND due < $6 THEN due ELSE $6 END, looked = $7, brought = $8,
    outcome = $9, reason = $10, links = $11, shut_out = $12, failing = $13, hub = $14, topic = $15
WHERE id = $1;

-- name: FeedBrought :exec
UPDATE feed SET brought = $2 WHERE id = $1;

-- name: Sighting :one
SELECT * FROM sighting WHERE feed_id = $1 AND article_id = $2;

-- name: PutSighting :exec
INSERT INTO sighting (feed_id, article_id, title, published, modified, first_seen, hinted)
VALUES ($1, $2, $3, $4, $5, $6, $7)
ON CONFLICT (feed_id, article_id) DO UPDATE SET title = excluded.title, published = excluded.published,
    modified = excluded.modified, hinted = excluded.hinted;

-- name: MoveFeed :execrows
UPDATE feed SET url = sqlc.arg(url), key = sqlc.arg(key), host = sqlc.arg(host), etag = '', last_modified = ''
WHERE feed.id = sqlc.arg(id) AND NOT EXISTS (SELECT 1 FROM feed AS other WHERE other.key = sqlc.arg(key) AND other.id <> sqlc.arg(id));
