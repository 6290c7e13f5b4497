-- name: InsertChange :one
INSERT INTO change (article_id, outlet_id, n, from_n, to_n, seen_before, seen_after, redesigned, silent, weight,
    summary, edits, meanings)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
RETURNING id;

-- name: InsertChangeMeaning :exec
INSERT INTO change_meaning (meaning, seen_after, change_id) VALUES ($1, $2, $3)
ON CONFLICT (meaning, seen_after, change_id) DO NOTHING;

-- name: Change :one
SELECT * FROM change WHERE article_id = $1 AND n = $2;

-- name: ArticleChanges :many
SELECT * FROM change WHERE article_id = $1 ORDER BY n;
