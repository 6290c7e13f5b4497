-- name: InsertVersion :one
INSERT INTO version (article_id, n, edition, headline, byline, credit, language, published, modified, first_seen,
    last_seen, looks, capture_id, text_key, withdrawn, same_as, links_key)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 0, 0, $15)
RETURNING id;

-- name: VersionSeen :execrows
UPDATE version SET looks = looks + 1,
    first_seen = CASE WHEN first_seen > sqlc.arg(at) THEN sqlc.arg(at) ELSE first_seen END,
    last_seen = CASE WHEN last_seen < sqlc.arg(at) THEN sqlc.arg(at) ELSE last_seen END
WHERE article_id = sqlc.arg(article_id) AND n = sqlc.arg(n);

-- name: Version :one
SELECT * FROM version WHERE article_id = $1 AND n = $2;

-- name: Versions :many
SELECT * FROM version WHERE article_id = $1 AND withdrawn = 0 ORDER BY first_seen, id;

-- name: AllVersions :many
SELECT * FROM version WHERE article_id = $1 ORDER BY n;

-- name: LastVersionN :one
SELECT CAST(COALESCE(MAX(n), 0) AS BIGINT) FROM version WHERE article_id = $1;

-- name: VersionLooks :one
SELECT looks FROM version WHERE article_id = $1 AND n = $2;

-- name: WithdrawVersion :execrows
UPDATE version SET withdrawn = $3, same_as = $4 WHERE article_id = $1 AND n = $2;

-- name: PutVersionSeen :execrows
UPDATE version SET first_seen = $3, last_seen = $4, looks = $5, capture_id = $6, edition = $7, withdrawn = 0, same_as = 0
WHERE article_id = $1 AND n = $2;

-- name: SetVersionLinks :execrows
UPDATE version SET links_key = $3 WHERE article_id = $1 AND n = $2;

-- name: SetBlockLinks :exec
UPDATE version_block SET links = $3 WHERE version_id = $1 AND place = $2;

-- Some bytes for each block, besides those of its text.
-- name: TextSize :one
SELECT CAST(COALESCE(SUM(octet_length(block.text) + 100), 0) AS BIGINT)
FROM version JOIN version_block ON version_block.version_id = version.id JOIN block ON block.id = version_block.block_id
WHERE version.article_id = sqlc.arg(article_id) AND version.n >= sqlc.arg(first_n) AND version.n <= sqlc.arg(last_n);

-- name: VersionBlocks :many
SELECT version_block.kind, version_block.at, version_block.links, block.text FROM version_block JOIN block ON block.id = version_block.block_id
WHERE version_block.version_id = $1 ORDER BY version_block.place;

-- Each text that ever stood in the article: the last version that had it, when it was last seen, and whether the given
-- version has it.
-- name: ArticlePassages :many
SELECT block.text, had.last_n, had.last_seen, had.standing FROM (
    SELECT version_block.block_id, CAST(MAX(version.n) AS BIGINT) AS last_n,
        CAST(MAX(version.last_seen) AS BIGINT) AS last_seen,
        CAST(MAX(CASE WHEN version.n = sqlc.arg(current_n) THEN 1 ELSE 0 END) AS BIGINT) AS standing
    FROM version JOIN version_block ON version_block.version_id = version.id
    WHERE version.article_id = sqlc.arg(article_id) AND version.withdrawn = 0 GROUP BY version_block.block_id
) AS had JOIN block ON block.id = had.block_id ORDER BY had.block_id;

-- name: ArticleTexts :many
SELECT block.text FROM block WHERE block.id IN (
    SELECT version_block.block_id FROM version_block JOIN version ON version.id = version_block.version_id
    WHERE version.article_id = $1 AND version.withdrawn = 0)
ORDER BY block.id;

-- name: ArticleHeadlines :many
SELECT DISTINCT headline FROM version WHERE article_id = $1 AND withdrawn = 0 ORDER BY headline;
