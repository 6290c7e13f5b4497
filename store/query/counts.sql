-- name: CountTables :one
SELECT (SELECT COUNT(*) FROM outlet) AS outlets, (SELECT COUNT(*) FROM feed) AS feeds,
    (SELECT COUNT(*) FROM article) AS articles, (SELECT COUNT(*) FROM version WHERE withdrawn = 0) AS versions,
    (SELECT COUNT(*) FROM change WHERE withdrawn = 0) AS changes, (SELECT COUNT(*) FROM event) AS events;

-- name: CountCaptures :many
SELECT outcome, COUNT(*) AS n FROM capture GROUP BY outcome;

-- name: CountDueFeeds :one
SELECT COUNT(*) AS n, CAST(COALESCE(MIN(due), 0) AS BIGINT) AS oldest FROM feed WHERE due > 0 AND due <= $1;

-- name: CountDueArticles :one
SELECT COUNT(*) AS n, CAST(COALESCE(MIN(due), 0) AS BIGINT) AS oldest FROM article WHERE due > 0 AND due <= $1;
