-- +goose Up

-- The links in a version's texts. They stand with the version and not with block, since two versions may share a text
-- whose words lead elsewhere. JSON as of news.Reference; empty for a block without links, as most are.
ALTER TABLE version_block ADD COLUMN links TEXT NOT NULL DEFAULT '';

-- What two versions of one text share if their links lead to the same pages; empty for one without links, and for those
-- that were read before links were kept.
ALTER TABLE version ADD COLUMN links_key BYTEA;
