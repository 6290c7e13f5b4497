-- name: RequestByHash :one
SELECT id FROM request WHERE hash = $1;

-- name: PutRequest :one
INSERT INTO request (hash, header) VALUES ($1, $2) ON CONFLICT (hash) DO UPDATE SET hash = excluded.hash RETURNING id;

-- name: RequestHeader :one
SELECT header FROM request WHERE id = $1;

-- name: CaptureAsked :execrows
UPDATE capture SET request_id = sqlc.arg(request_id), conditions = sqlc.arg(conditions)
WHERE article_id = sqlc.arg(article_id) AND at = sqlc.arg(at) AND url = sqlc.arg(url) AND request_id IS NULL;
