-- name: InsertHop :exec
INSERT INTO hop (capture_id, n, url, status, header, request_id, conditions, onward) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- Those of the captures that ExportCaptures gives, up to one.
-- name: ExportHops :many
SELECT hop.* FROM hop JOIN capture ON capture.id = hop.capture_id JOIN article ON article.id = capture.article_id
WHERE capture.id > sqlc.arg(after) AND capture.id <= sqlc.arg(last) AND capture.at >= sqlc.arg(since)
    AND (CAST(sqlc.arg(outlet_id) AS BIGINT) = 0 OR article.outlet_id = sqlc.arg(outlet_id))
    AND (CAST(sqlc.arg(article_id) AS BIGINT) = 0 OR capture.article_id = sqlc.arg(article_id))
ORDER BY hop.capture_id, hop.n;
