-- name: EnsureHost :exec
INSERT INTO host (host) VALUES ($1) ON CONFLICT (host) DO NOTHING;

-- name: LeaseHost :one
INSERT INTO host (host, lease_until, token) VALUES (sqlc.arg(host), sqlc.arg(until), 1)
ON CONFLICT (host) DO UPDATE SET lease_until = excluded.lease_until, token = host.token + 1
    WHERE host.lease_until <= sqlc.arg(now)
RETURNING token, answer, pace, failures, rests, rest_until, rest_reason;

-- name: AskHost :one
UPDATE host SET asked_at = CASE WHEN asked_at + CAST(sqlc.arg(pace) AS BIGINT) > sqlc.arg(now)
    THEN asked_at + CAST(sqlc.arg(pace) AS BIGINT) ELSE sqlc.arg(now) END
WHERE host = sqlc.arg(host) AND token = sqlc.arg(token) AND lease_until > sqlc.arg(now)
RETURNING asked_at;

-- name: KeepHost :execrows
UPDATE host SET answer = sqlc.arg(answer), pace = sqlc.arg(pace), failures = sqlc.arg(failures), rests = sqlc.arg(rests),
    rest_until = sqlc.arg(rest_until), rest_reason = sqlc.arg(rest_reason)
WHERE host = sqlc.arg(host) AND token = sqlc.arg(token);

-- name: ReleaseHost :execrows
UPDATE host SET lease_until = 0 WHERE host = $1 AND token = $2;

-- name: RestingHosts :many
SELECT host, failures, rests, rest_until, rest_reason FROM host WHERE rest_until > sqlc.arg(now) ORDER BY host;

-- name: OutletsRestingHosts :many
SELECT host.host, failures, rests, rest_until, rest_reason FROM host
WHERE rest_until > sqlc.arg(now) AND (
    EXISTS (SELECT 1 FROM outlet_host WHERE outlet_host.host = host.host AND outlet_host.outlet_id = sqlc.arg(outlet_id)) OR
    EXISTS (SELECT 1 FROM feed WHERE feed.host = host.host AND feed.outlet_id = sqlc.arg(outlet_id)))
ORDER BY host.host;

-- name: GetRobots :one
SELECT * FROM robots WHERE origin = $1;

-- name: KeepRobots :exec
INSERT INTO robots (origin, body, until, failures, outcome, reason)
VALUES (sqlc.arg(origin), sqlc.arg(body), sqlc.arg(until), sqlc.arg(failures), sqlc.arg(outcome), sqlc.arg(reason))
ON CONFLICT (origin) DO UPDATE SET body = excluded.body, until = excluded.until, failures = excluded.failures,
    outcome = excluded.outcome, reason = excluded.reason;

-- name: DueHosts :many
SELECT host FROM host WHERE rest_until <= sqlc.arg(now) AND (
    EXISTS (SELECT 1 FROM feed WHERE feed.host = host.host AND feed.due > 0 AND feed.due <= sqlc.arg(now)) OR
    EXISTS (SELECT 1 FROM article WHERE article.host = host.host AND article.due > 0 AND article.due <= sqlc.arg(now)) OR
    EXISTS (SELECT 1 FROM subscription WHERE subscription.host = host.host AND subscription.due > 0 AND subscription.due <= sqlc.arg(now)))
ORDER BY host;

-- name: NextFeedDue :one
SELECT due FROM feed WHERE host = $1 AND due > 0 ORDER BY due LIMIT 1;

-- name: NextArticleDue :one
SELECT due FROM article WHERE host = $1 AND due > 0 ORDER BY due LIMIT 1;
