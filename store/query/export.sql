-- name: ExportCaptures :many
SELECT capture.* FROM capture JOIN article ON article.id = capture.article_id
WHERE capture.id > sqlc.arg(after) AND capture.at >= sqlc.arg(since)
    AND (CAST(sqlc.arg(outlet_id) AS BIGINT) = 0 OR article.outlet_id = sqlc.arg(outlet_id))
    AND (CAST(sqlc.arg(article_id) AS BIGINT) = 0 OR capture.article_id = sqlc.arg(article_id))
ORDER BY capture.id LIMIT sqlc.arg(max);

-- name: ExportVersions :many
SELECT sqlc.embed(version), article.url FROM version JOIN article ON article.id = version.article_id
WHERE version.id > sqlc.arg(after) AND version.withdrawn = 0 AND version.first_seen >= sqlc.arg(since)
    AND (CAST(sqlc.arg(outlet_id) AS BIGINT) = 0 OR article.outlet_id = sqlc.arg(outlet_id))
    AND (CAST(sqlc.arg(article_id) AS BIGINT) = 0 OR version.article_id = sqlc.arg(article_id))
ORDER BY version.id LIMIT sqlc.arg(max);

-- Only those that were confirmed.
-- name: ExportChanges :many
SELECT sqlc.embed(change), article.url FROM change JOIN article ON article.id = change.article_id
WHERE change.id > sqlc.arg(after) AND change.withdrawn = 0 AND change.confirmed > 0 AND change.seen_after >= sqlc.arg(since)
    AND (CAST(sqlc.arg(outlet_id) AS BIGINT) = 0 OR change.outlet_id = sqlc.arg(outlet_id))
    AND (CAST(sqlc.arg(article_id) AS BIGINT) = 0 OR change.article_id = sqlc.arg(article_id))
ORDER BY change.id LIMIT sqlc.arg(max);
