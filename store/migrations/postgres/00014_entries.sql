-- +goose Up

-- When the publisher claims to have written the entry of a live blog that the block opens; 0 for all other blocks, and
-- for versions that are older than this column.
ALTER TABLE version_block ADD COLUMN at BIGINT NOT NULL DEFAULT 0;
