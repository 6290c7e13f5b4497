-- +goose Up

-- The same as in ../sqlite.

-- The list of outlets is counted from these alone, without reading an article or a change.
CREATE INDEX article_outlet_versions ON article (outlet_id, versions);
CREATE INDEX article_outlet_looked ON article (outlet_id, looked);
CREATE INDEX change_outlet_standing ON change (outlet_id, seen_after) WHERE withdrawn = 0;
