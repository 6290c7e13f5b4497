-- How often an outlet has printed a text. What stands in an article counts once, in however many of its versions.

-- What a version has that none of its article had before; new_headline is 1 if its headline, of which same is the hash,
-- is such a text, else 0. All in one statement and in the order of the hashes: two transactions that count the same
-- texts then wait for one another in one order.
-- name: CountTexts :exec
INSERT INTO furniture (outlet_id, same, articles, headlines)
SELECT CAST(sqlc.arg(outlet_id) AS BIGINT) AS outlet_id, counted.same, CAST(SUM(counted.a) AS BIGINT) AS articles,
    CAST(SUM(counted.h) AS BIGINT) AS headlines FROM (
    SELECT fresh.same, 1 AS a, 0 AS h FROM (
        SELECT block.same FROM version_block JOIN block ON block.id = version_block.block_id
        WHERE version_block.version_id = sqlc.arg(version_id)
        EXCEPT
        SELECT block.same FROM version JOIN version_block ON version_block.version_id = version.id
        JOIN block ON block.id = version_block.block_id
        WHERE version.article_id = sqlc.arg(article_id) AND version.id <> sqlc.arg(version_id)
    ) AS fresh
    UNION ALL
    SELECT sqlc.arg(headline) AS same, 0 AS a, CAST(sqlc.arg(new_headline) AS BIGINT) AS h
) AS counted WHERE TRUE GROUP BY counted.same ORDER BY counted.same
ON CONFLICT (outlet_id, same) DO UPDATE SET articles = furniture.articles + excluded.articles,
    headlines = furniture.headlines + excluded.headlines;

-- The headlines of an article's other versions.
-- name: OtherHeadlines :many
SELECT DISTINCT headline FROM version WHERE article_id = $1 AND id <> $2;

-- All that ever stood in an article, once more.
-- name: RememberTexts :exec
INSERT INTO furniture (outlet_id, same, articles, headlines)
SELECT had.outlet_id, had.same, 1, 0 FROM (
    SELECT DISTINCT article.outlet_id, block.same FROM article JOIN version ON version.article_id = article.id
    JOIN version_block ON version_block.version_id = version.id
    JOIN block ON block.id = version_block.block_id WHERE article.id = sqlc.arg(article_id)
) AS had WHERE TRUE ORDER BY had.same
ON CONFLICT (outlet_id, same) DO UPDATE SET articles = furniture.articles + 1;

-- name: RememberHeadline :exec
INSERT INTO furniture (outlet_id, same, articles, headlines) VALUES ($1, $2, 0, 1)
ON CONFLICT (outlet_id, same) DO UPDATE SET headlines = furniture.headlines + 1;

-- All that ever stood in an article, once less.
-- name: ForgetTexts :exec
UPDATE furniture SET articles = articles - 1 WHERE furniture.outlet_id = sqlc.arg(outlet_id) AND articles > 0 AND same IN (
    SELECT block.same FROM version JOIN version_block ON version_block.version_id = version.id
    JOIN block ON block.id = version_block.block_id WHERE version.article_id = sqlc.arg(article_id));

-- name: ForgetHeadline :exec
UPDATE furniture SET headlines = headlines - 1 WHERE outlet_id = $1 AND same = $2 AND headlines > 0;
