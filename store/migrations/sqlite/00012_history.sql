-- +goose Up

-- What fetching alone said of a look, before its page was read: a history that is made anew begins with it. Empty for
-- looks that are older than this column.
ALTER TABLE capture ADD COLUMN fetched TEXT NOT NULL DEFAULT '';
