-- name: PostponeFeeds :exec
UPDATE feed SET due = sqlc.arg(until) WHERE host = sqlc.arg(host) AND due > 0 AND due < sqlc.arg(until);

-- name: PostponeArticles :exec
UPDATE article SET due = sqlc.arg(until) WHERE host = sqlc.arg(host) AND due > 0 AND due < sqlc.arg(until);
