-- name: InsertOutlet :one
INSERT INTO outlet (key, name, language, home, added) VALUES ($1, $2, $3, $4, $5) RETURNING *;

-- An outlet that was first met by an article is called by its host until it says what it is called.
-- name: FillOutlet :one
UPDATE outlet SET
    name = CASE WHEN name = '' OR EXISTS (
        SELECT 1 FROM outlet_host h WHERE h.outlet_id = outlet.id AND h.host IN (outlet.name, 'www.' || outlet.name)
    ) THEN COALESCE(NULLIF(CAST(sqlc.arg(name) AS TEXT), ''), name) ELSE name END,
    language = CASE WHEN language = '' THEN sqlc.arg(language) ELSE language END,
    home = CASE WHEN home = '' THEN sqlc.arg(home) ELSE home END
WHERE id = sqlc.arg(id) RETURNING *;

-- name: NameOutlet :execrows
UPDATE outlet SET name = sqlc.arg(name) WHERE id = sqlc.arg(id);

-- name: Outlet :one
SELECT * FROM outlet WHERE id = $1;

-- name: OutletByKey :one
SELECT * FROM outlet WHERE key = $1;

-- name: OutletOfHost :one
SELECT outlet_id FROM outlet_host WHERE host = $1;

-- name: InsertOutletHost :exec
INSERT INTO outlet_host (host, outlet_id) VALUES ($1, $2) ON CONFLICT (host) DO NOTHING;

-- name: OutletHosts :many
SELECT host FROM outlet_host WHERE outlet_id = $1 ORDER BY host;

-- name: AllOutletHosts :many
SELECT outlet_id, host FROM outlet_host ORDER BY outlet_id, host;

-- name: OutletKeyTaken :one
SELECT COUNT(*) FROM outlet WHERE key = $1;

-- name: Outlets :many
SELECT * FROM outlet ORDER BY name, id;

-- name: OutletFeeds :many
SELECT outlet_id, COUNT(*) AS n, CAST(MAX(looked) AS BIGINT) AS looked FROM feed GROUP BY outlet_id;

-- What there is of each outlet: counted by triggers, see 00020_counters.sql, and looked up in the indexes of 00007_web.sql.
-- name: Holdings :many
SELECT holding.outlet_id, holding.articles, holding.versions, holding.changes,
    CAST(COALESCE((SELECT MAX(article.looked) FROM article WHERE article.outlet_id = holding.outlet_id), 0) AS BIGINT) AS looked,
    CAST(COALESCE((SELECT MAX(change.seen_after) FROM change WHERE change.outlet_id = holding.outlet_id AND change.withdrawn = 0), 0)
        AS BIGINT) AS changed
FROM holding;
