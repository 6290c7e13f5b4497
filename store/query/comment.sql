-- name: InsertComment :exec
INSERT INTO comment (article_id, key, page_id, parent, author, posted, text, first_seen, last_seen, gone)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0)
ON CONFLICT (article_id, key) DO NOTHING;

-- name: Comments :many
SELECT * FROM comment WHERE article_id = $1 ORDER BY first_seen, id;

-- name: CommentsSeen :exec
UPDATE comment SET last_seen = sqlc.arg(at) WHERE article_id = sqlc.arg(article_id) AND gone = 0 AND last_seen < sqlc.arg(at);

-- name: PutCommentSeen :exec
UPDATE comment SET first_seen = $3, last_seen = $4, gone = $5 WHERE article_id = $1 AND key = $2;

-- name: DeleteComment :exec
DELETE FROM comment WHERE article_id = $1 AND key = $2;
