-- One article's rows become another's. Its versions and changes get the numbers after the other's, so that each keeps an
-- address; then the whole history is woven anew.

-- name: AbsorbVersions :exec
UPDATE version SET article_id = sqlc.arg(into_id), n = n + sqlc.arg(versions_from),
    same_as = CASE WHEN same_as = 0 THEN 0 ELSE same_as + sqlc.arg(versions_from) END
WHERE article_id = sqlc.arg(from_id);

-- name: AbsorbChanges :exec
UPDATE change SET article_id = sqlc.arg(into_id), outlet_id = sqlc.arg(outlet_id), n = n + sqlc.arg(changes_from),
    from_n = from_n + sqlc.arg(versions_from), to_n = to_n + sqlc.arg(versions_from)
WHERE article_id = sqlc.arg(from_id);

-- name: AbsorbEvents :exec
UPDATE event SET article_id = sqlc.arg(into_id), outlet_id = sqlc.arg(outlet_id) WHERE article_id = sqlc.arg(from_id);

-- A comment that both have stays as the other has it.
-- name: AbsorbComments :exec
UPDATE comment SET article_id = sqlc.arg(into_id) WHERE comment.article_id = sqlc.arg(from_id)
    AND NOT EXISTS (SELECT 1 FROM comment AS had WHERE had.key = comment.key AND had.article_id = sqlc.arg(into_id));

-- name: AbsorbOtherComments :exec
DELETE FROM comment WHERE article_id = $1;

-- A look that both have is one look.
-- name: AbsorbCaptures :exec
UPDATE capture SET article_id = sqlc.arg(into_id),
    version = CASE WHEN capture.version = 0 THEN 0 ELSE capture.version + sqlc.arg(versions_from) END
WHERE capture.article_id = sqlc.arg(from_id) AND NOT EXISTS (SELECT 1 FROM capture AS had
    WHERE had.article_id = sqlc.arg(into_id) AND had.at = capture.at AND had.url = capture.url);

-- name: AbsorbVersionCaptures :exec
UPDATE version SET capture_id = NULL
WHERE capture_id IN (SELECT capture.id FROM capture WHERE capture.article_id = $1);

-- name: AbsorbOtherCaptures :exec
DELETE FROM capture WHERE article_id = $1;

-- name: AbsorbAliases :exec
UPDATE alias SET article_id = sqlc.arg(into_id) WHERE article_id = sqlc.arg(from_id);

-- name: AbsorbSightings :exec
UPDATE sighting SET article_id = sqlc.arg(into_id) WHERE sighting.article_id = sqlc.arg(from_id)
    AND NOT EXISTS (SELECT 1 FROM sighting AS had
        WHERE had.feed_id = sighting.feed_id AND had.article_id = sqlc.arg(into_id));

-- name: AbsorbOtherSightings :exec
DELETE FROM sighting WHERE article_id = $1;

-- name: AbsorbHints :exec
DELETE FROM hint WHERE article_id = $1;

-- name: AbsorbMerged :exec
UPDATE merged SET article_id = sqlc.arg(into_id),
    versions_from = CASE WHEN versions_from < 0 THEN -1 ELSE versions_from + sqlc.arg(versions_from) END,
    changes_from = CASE WHEN changes_from < 0 THEN -1 ELSE changes_from + sqlc.arg(changes_from) END
WHERE article_id = sqlc.arg(from_id);

-- name: InsertMerged :exec
INSERT INTO merged (old_id, article_id, versions_from, changes_from)
VALUES (sqlc.arg(from_id), sqlc.arg(into_id), sqlc.arg(versions_from), sqlc.arg(changes_from));

-- name: MergedInto :one
SELECT * FROM merged WHERE old_id = $1;

-- name: ArticleJoined :exec
UPDATE article SET reweave = 1, first_seen = $2, looked = $3, changed = $4, current_version = $5 WHERE id = $1;

-- name: ForgetSuspects :exec
UPDATE article SET suspect = CASE WHEN CAST(sqlc.arg(into_id) AS BIGINT) = id THEN 0 ELSE sqlc.arg(into_id) END
WHERE suspect = sqlc.arg(from_id);
