-- +goose Up

-- On how many articles of an outlet a text stands, and of how many it is the headline: what stands on many is furniture,
-- and a link whose text is another article's headline is a teaser.
CREATE TABLE furniture (
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    same      BLOB   NOT NULL, -- as in block
    articles  BIGINT NOT NULL,
    headlines BIGINT NOT NULL,
    PRIMARY KEY (outlet_id, same)
) WITHOUT ROWID;

-- Headlines of versions that are older than this table are not counted: their hashes are made in Go.
INSERT INTO furniture (outlet_id, same, articles, headlines)
SELECT article.outlet_id, block.same, COUNT(DISTINCT article.id), 0
FROM article
JOIN version ON version.article_id = article.id
JOIN version_block ON version_block.version_id = version.id
JOIN block ON block.id = version_block.block_id
GROUP BY article.outlet_id, block.same;
