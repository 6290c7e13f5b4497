-- name: EnsureHost :exec
INSERT INTO host (host) VALUES ($1) ON CONFLICT (host) DO NOTHING;

-- name: LeaseHost :one
INSERT INTO host (host, lease_until, token) VALUES (sqlc.arg(host), sqlc.arg(until), 1)
ON CONFLICT (host) DO UPDATE SET lease_until = excluded.lease_until, token = host.token + 1
    WHERE host.lease_until <= sqlc.arg(now)
RETURNING token;

-- name: AskHost :one
UPDATE host SET asked_at = CASE WHEN asked_at + CAST(sqlc.arg(pace) AS BIGINT) > sqlc.arg(now)
    THEN asked_at + CAST(sqlc.arg(pace) AS BIGINT) ELSE sqlc.arg(now) END
WHERE host = sqlc.arg(host) AND token = sqlc.arg(token) AND lease_until > sqlc.arg(now)
RETURNING asked_at;

-- name: ReleaseHost :execrows
UPDATE host SET lease_until = 0 WHERE host = $1 AND token = $2;

-- name: DueHosts :many
SELECT host FROM host WHERE
    EXISTS (SELECT 1 FROM feed WHERE feed.host = host.host AND feed.due > 0 AND feed.due <= sqlc.arg(now)) OR
    EXISTS (SELECT 1 FROM article WHERE article.host = host.host AND article.due > 0 AND article.due <= sqlc.arg(now))
ORDER BY host;

-- name: NextFeedDue :one
SELECT due FROM feed WHERE host = $1 AND due > 0 ORDER BY due LIMIT 1;

-- name: NextArticleDue :one
SELECT due FROM article WHERE host = $1 AND due > 0 ORDER BY due LIMIT 1;
