-- name: InsertCapture :one
INSERT INTO capture (article_id, url, final_url, at, status, header, body, size, outcome, reason, read_at, version)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
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

-- name: UnreadArticles :many
SELECT DISTINCT article_id FROM capture WHERE read_at = 0 ORDER BY article_id;

-- name: LastShowing :one
SELECT * FROM capture WHERE article_id = $1 AND version = $2 AND body <> '' ORDER BY at DESC, id DESC LIMIT 1;

-- name: CaptureRead :execrows
UPDATE capture SET read_at = $2, outcome = $3, reason = $4, version = $5 WHERE id = $1 AND read_at = 0;
