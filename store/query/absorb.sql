-- One article's rows become another's: its looks to be read again, in their place among the other's; what was made of
-- them goes.

-- name: AbsorbChangeMeanings :exec
DELETE FROM change_meaning WHERE change_id IN (SELECT id FROM change WHERE article_id = $1);

-- name: AbsorbChanges :exec
DELETE FROM change WHERE article_id = $1;

-- name: AbsorbVersionBlocks :exec
DELETE FROM version_block WHERE version_id IN (SELECT id FROM version WHERE article_id = $1);

-- name: AbsorbVersions :exec
DELETE FROM version WHERE article_id = $1;

-- name: AbsorbEvents :exec
DELETE FROM event WHERE article_id = $1;

-- name: AbsorbComments :exec
DELETE FROM comment WHERE article_id = $1;

-- name: AbsorbCaptures :exec
UPDATE capture SET article_id = sqlc.arg(into_id), version = 0,
    read_at = CASE WHEN outcome IN ('good', 'new', 'same') AND body <> '' THEN 0 ELSE read_at END,
    outcome = CASE WHEN outcome IN ('good', 'new', 'same') AND body <> '' THEN 'good' ELSE outcome END
WHERE article_id = sqlc.arg(from_id);

-- name: AbsorbAliases :exec
UPDATE alias SET article_id = sqlc.arg(into_id) WHERE article_id = sqlc.arg(from_id);

-- name: AbsorbSightings :exec
UPDATE sighting SET article_id = sqlc.arg(into_id) WHERE sighting.article_id = sqlc.arg(from_id)
    AND NOT EXISTS (SELECT 1 FROM sighting AS had
        WHERE had.feed_id = sighting.feed_id AND had.article_id = sqlc.arg(into_id));

-- name: AbsorbOtherSightings :exec
DELETE FROM sighting WHERE article_id = $1;

-- name: AbsorbMerged :exec
UPDATE merged SET article_id = sqlc.arg(into_id) WHERE article_id = sqlc.arg(from_id);

-- name: InsertMerged :exec
INSERT INTO merged (old_id, article_id) VALUES (sqlc.arg(from_id), sqlc.arg(into_id));

-- name: MergedInto :one
SELECT article_id FROM merged WHERE old_id = $1;
