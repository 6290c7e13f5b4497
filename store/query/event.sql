-- name: InsertEvent :one
INSERT INTO event (article_id, outlet_id, kind, seen_before, seen_after, detail) VALUES ($1, $2, $3, $4, $5, $6)
RETURNING id;

-- name: Events :many
SELECT * FROM event WHERE article_id = $1 ORDER BY seen_after, id;

-- name: DeleteEvent :exec
DELETE FROM event WHERE id = $1;
