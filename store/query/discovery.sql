-- name: PutPattern :exec
INSERT INTO pattern (outlet_id, pattern, include) VALUES ($1, $2, $3)
ON CONFLICT (outlet_id, pattern) DO UPDATE SET include = excluded.include;

-- name: DeletePattern :execrows
DELETE FROM pattern WHERE outlet_id = $1 AND pattern = $2;

-- name: Patterns :many
SELECT * FROM pattern WHERE outlet_id = $1 ORDER BY pattern;

-- name: ArticlesToSift :many
SELECT article.id, article.url, article.host,
    EXISTS (SELECT 1 FROM shut_out WHERE shut_out.article_id = article.id) AS shut_out
FROM article WHERE outlet_id = $1 AND id > $2 ORDER BY id LIMIT $3;

-- name: ShutOut :exec
INSERT INTO shut_out (article_id) VALUES ($1) ON CONFLICT (article_id) DO NOTHING;

-- name: LetIn :exec
DELETE FROM shut_out WHERE article_id = $1;

-- name: PutHint :execrows
INSERT INTO hint (article_id, feed_id, at) VALUES ($1, $2, $3) ON CONFLICT (article_id, feed_id) DO NOTHING;

-- name: TakeHints :many
DELETE FROM hint WHERE article_id = $1 AND at <= $2 RETURNING feed_id;

-- name: CountHint :exec
UPDATE feed SET
    hints_right = (hints_right + CAST(sqlc.arg(was_right) AS BIGINT)) / (CASE WHEN hints_right + hints_wrong >= CAST(sqlc.arg(most) AS BIGINT) THEN 2 ELSE 1 END),
    hints_wrong = (hints_wrong + CAST(sqlc.arg(was_wrong) AS BIGINT)) / (CASE WHEN hints_right + hints_wrong >= CAST(sqlc.arg(most) AS BIGINT) THEN 2 ELSE 1 END)
WHERE id = sqlc.arg(id);

-- name: InsertSubscription :one
INSERT INTO subscription (feed_id, hub, host, topic, token, secret, state, reason, asked, asks, verified, expires, pushed, pushes, due)
VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, 0, 0, 0, 0, 0, $8)
ON CONFLICT (feed_id) WHERE state <> 'leaving' DO NOTHING
RETURNING *;

-- name: Subscription :one
SELECT * FROM subscription WHERE feed_id = $1 AND state <> 'leaving';

-- name: SubscriptionByToken :one
SELECT * FROM subscription WHERE token = $1;

-- name: OutletSubscriptions :many
SELECT subscription.* FROM subscription JOIN feed ON feed.id = subscription.feed_id
WHERE feed.outlet_id = $1 ORDER BY subscription.id;

-- name: DueSubscriptions :many
SELECT * FROM subscription WHERE host = $1 AND due > 0 AND due <= $2 ORDER BY due, id LIMIT $3;

-- name: NextSubscriptionDue :one
SELECT due FROM subscription WHERE host = $1 AND due > 0 ORDER BY due LIMIT 1;

-- name: SubscriptionAsked :exec
UPDATE subscription SET state = $2, asked = $3, asks = asks + 1, due = $4, reason = '' WHERE id = $1;

-- name: SubscriptionFailed :exec
UPDATE subscription SET reason = sqlc.arg(reason) WHERE id = sqlc.arg(id) AND verified < asked;

-- name: SubscriptionVerified :exec
UPDATE subscription SET state = $2, verified = $3, expires = $4, due = $5, asks = 0, reason = '' WHERE id = $1;

-- name: SubscriptionDenied :exec
UPDATE subscription SET state = $2, reason = $3 WHERE id = $1;

-- name: SubscriptionPushed :exec
UPDATE subscription SET pushed = $2, pushes = pushes + 1 WHERE id = $1;

-- name: LeaveSubscription :many
UPDATE subscription SET state = 'leaving', due = sqlc.arg(due), asks = 0
WHERE feed_id = sqlc.arg(feed_id) AND state <> 'leaving' RETURNING host;

-- name: DeleteSubscription :exec
DELETE FROM subscription WHERE id = $1;

-- name: SetFeedDue :one
UPDATE feed SET due = sqlc.arg(due) WHERE id = sqlc.arg(id) RETURNING host;

-- name: AddTally :exec
INSERT INTO tally (outlet_id, start, readable, unreadable, blocked) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (outlet_id, start) DO UPDATE SET readable = tally.readable + excluded.readable,
    unreadable = tally.unreadable + excluded.unreadable, blocked = tally.blocked + excluded.blocked;

-- name: Tallies :many
SELECT outlet_id,
    CAST(SUM(CASE WHEN start >= sqlc.arg(recent) THEN readable ELSE 0 END) AS BIGINT) AS readable,
    CAST(SUM(CASE WHEN start >= sqlc.arg(recent) THEN unreadable ELSE 0 END) AS BIGINT) AS unreadable,
    CAST(SUM(CASE WHEN start >= sqlc.arg(recent) THEN blocked ELSE 0 END) AS BIGINT) AS blocked,
    CAST(SUM(CASE WHEN start < sqlc.arg(recent) THEN readable ELSE 0 END) AS BIGINT) AS readable_before,
    CAST(SUM(CASE WHEN start < sqlc.arg(recent) THEN unreadable ELSE 0 END) AS BIGINT) AS unreadable_before,
    CAST(SUM(CASE WHEN start < sqlc.arg(recent) THEN blocked ELSE 0 END) AS BIGINT) AS blocked_before
FROM tally WHERE start >= sqlc.arg(since) GROUP BY outlet_id;

-- name: ForgetTallies :exec
DELETE FROM tally WHERE start < $1;

-- name: Habit :one
SELECT * FROM habit WHERE outlet_id = $1;

-- name: Habits :many
SELECT * FROM habit;

-- name: PutHabit :exec
INSERT INTO habit (outlet_id, arrivals, newest, longest) VALUES ($1, $2, $3, $4)
ON CONFLICT (outlet_id) DO UPDATE SET arrivals = excluded.arrivals, newest = excluded.newest, longest = excluded.longest;

-- name: RaiseAlarm :execrows
INSERT INTO alarm (outlet_id, feed_id, kind, since, ended, usual, detail) VALUES ($1, $2, $3, $4, 0, $5, $6)
ON CONFLICT (outlet_id, kind, feed_id) WHERE ended = 0 DO UPDATE SET detail = excluded.detail;

-- name: EndAlarm :execrows
UPDATE alarm SET ended = $2 WHERE id = $1 AND ended = 0;

-- name: LastingAlarms :many
SELECT * FROM alarm WHERE ended = 0 ORDER BY outlet_id, kind, feed_id;

-- name: OutletAlarms :many
SELECT * FROM alarm WHERE outlet_id = $1 ORDER BY CASE WHEN ended = 0 THEN 0 ELSE 1 END, since DESC, id DESC LIMIT $2;

-- name: LastingKinds :many
SELECT DISTINCT outlet.key, alarm.kind FROM alarm JOIN outlet ON outlet.id = alarm.outlet_id WHERE alarm.ended = 0
ORDER BY outlet.key, alarm.kind;
