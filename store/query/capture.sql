-- name: InsertCapture :one
INSERT INTO capture (article_id, url, final_url, at, status, header, body, size, outcome, reason, read_at, version,
    imported, fetched, request_id, conditions)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
ON CONFLICT (article_id, at, url) DO NOTHING
RETURNING *;

-- name: CaptureAt :one
SELECT * FROM capture WHERE article_id = $1 AND at = $2 AND url = $3;

-- name: Capture :one
SELECT * FROM capture WHERE id = $1;

-- name: Captures :many
SELECT * FROM capture WHERE article_id = $1 ORDER BY at DESC, id DESC LIMIT $2;

-- name: Unread :many
SELECT * FROM capture WHERE article_id = $1 AND read_at = 0 ORDER BY at, id;

-- Also those whose history is to be made anew.
-- name: UnreadArticles :many
SELECT article_id FROM capture WHERE read_at = 0 UNION SELECT id FROM article WHERE reweave > 0 ORDER BY 1;

-- name: CountUnread :one
SELECT COUNT(*) FROM capture WHERE article_id = $1 AND read_at = 0;

-- name: CountCapturesOf :one
SELECT COUNT(*) FROM capture WHERE article_id = $1;

-- name: UnreadBefore :one
SELECT COUNT(*) FROM capture WHERE article_id = sqlc.arg(article_id) AND read_at = 0
    AND (at < sqlc.arg(at) OR at = sqlc.arg(at) AND id < sqlc.arg(id));

-- name: ReadAfter :one
SELECT COUNT(*) FROM capture WHERE article_id = $1 AND at > $2 AND read_at <> 0;

-- One page of an article's captures, oldest first.
-- name: CapturesFrom :many
SELECT * FROM capture WHERE article_id = sqlc.arg(article_id)
    AND (at > sqlc.arg(at) OR at = sqlc.arg(at) AND id > sqlc.arg(id))
ORDER BY at, id LIMIT sqlc.arg(max);

-- name: PutReading :execrows
UPDATE capture SET read_at = CASE WHEN read_at = 0 THEN sqlc.arg(read_at) ELSE read_at END, outcome = sqlc.arg(outcome),
    reason = sqlc.arg(reason), version = sqlc.arg(version)
WHERE id = sqlc.arg(id);

-- name: LastShowing :one
SELECT * FROM capture WHERE article_id = $1 AND version = $2 AND body <> '' ORDER BY at DESC, id DESC LIMIT 1;

-- name: CaptureRead :execrows
UPDATE capture SET read_at = $2, outcome = $3, reason = $4, version = $5 WHERE id = $1 AND read_at = 0;

-- One page of an article's captures, newest first, below a place.
-- name: CapturesBelow :many
SELECT * FROM capture WHERE article_id = sqlc.arg(article_id)
    AND (at < sqlc.arg(at) OR at = sqlc.arg(at) AND id < sqlc.arg(id))
ORDER BY at DESC, id DESC LIMIT sqlc.arg(max);

-- name: Mementos :many
SELECT id, at FROM capture WHERE article_id = $1 AND body <> '' ORDER BY at, id;

-- name: CountArticlesFrom :one
SELECT COUNT(*) FROM article WHERE outlet_id = sqlc.arg(outlet_id) AND id >= sqlc.arg(first) AND id < sqlc.arg(id);

-- The oldest page of the first of some of an outlet's articles that has one.
-- name: FirstBody :one
SELECT capture.body FROM (
    SELECT article.id FROM article WHERE article.outlet_id = sqlc.arg(outlet_id) AND article.id >= sqlc.arg(first)
        AND article.id < sqlc.arg(last)
    ORDER BY article.id LIMIT sqlc.arg(max) OFFSET sqlc.arg(skip)
) AS page JOIN capture ON capture.article_id = page.id
WHERE capture.body <> '' AND capture.outcome IN ('good', 'new', 'same')
ORDER BY page.id, capture.at, capture.id LIMIT 1;

-- name: LastBody :one
SELECT body FROM capture WHERE body <> '' ORDER BY id DESC LIMIT 1;
