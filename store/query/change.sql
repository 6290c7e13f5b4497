-- name: InsertChange :one
INSERT INTO change (article_id, outlet_id, n, from_n, to_n, seen_before, seen_after, redesigned, silent, weight,
    summary, edits, meanings, confirmed, alternates, withdrawn)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
RETURNING id;

-- name: InsertChangeMeaning :exec
INSERT INTO change_meaning (meaning, seen_after, change_id) VALUES ($1, $2, $3)
ON CONFLICT (meaning, seen_after, change_id) DO NOTHING;

-- name: Change :one
SELECT * FROM change WHERE article_id = $1 AND n = $2;

-- As TextSize, for a change: its edits, and the two texts.
-- name: ChangeSize :one
SELECT CAST(octet_length(change.edits) + COALESCE((
    SELECT SUM(octet_length(block.text) + 100)
    FROM version JOIN version_block ON version_block.version_id = version.id JOIN block ON block.id = version_block.block_id
    WHERE version.article_id = change.article_id AND version.n IN (change.from_n, change.to_n)), 0) AS BIGINT)
FROM change WHERE change.article_id = $1 AND change.n = $2;

-- name: ArticleChanges :many
SELECT * FROM change WHERE article_id = $1 AND withdrawn = 0 ORDER BY seen_after, n;

-- name: AllChanges :many
SELECT * FROM change WHERE article_id = $1 ORDER BY n;

-- name: ChangeSteps :many
SELECT id, n, from_n, to_n, seen_before, seen_after, confirmed, alternates FROM change
WHERE article_id = $1 AND withdrawn = 0 ORDER BY seen_after, n;

-- name: LastChangeN :one
SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) FROM change WHERE article_id = $1;

-- name: SetChangeStanding :execrows
UPDATE change SET confirmed = $3, alternates = $4, withdrawn = $5 WHERE article_id = $1 AND n = $2;

-- name: UpdateChange :one
UPDATE change SET from_n = $3, to_n = $4, seen_before = $5, seen_after = $6, redesigned = $7, silent = $8, weight = $9,
    summary = $10, edits = $11, meanings = $12, confirmed = $13, alternates = $14, withdrawn = $15
WHERE article_id = $1 AND n = $2
RETURNING id;

-- name: DeleteChangeMeanings :exec
DELETE FROM change_meaning WHERE change_id = $1;
