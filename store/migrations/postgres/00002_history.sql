-- +goose Up

-- The same as in ../sqlite.

-- A number is a name that never changes its text. What a history does not hold any more keeps its row, so that its
-- address goes on answering: withdrawn says since when, same_as names the version whose text it turned out to be.
ALTER TABLE version ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;
ALTER TABLE version ADD COLUMN same_as BIGINT NOT NULL DEFAULT 0;
CREATE INDEX version_text ON version (text_key);

ALTER TABLE change ADD COLUMN confirmed BIGINT NOT NULL DEFAULT 0;  -- when another look bore it out; until then it is told to nobody
ALTER TABLE change ADD COLUMN alternates BIGINT NOT NULL DEFAULT 0; -- since when its two texts are known to be served in turn
ALTER TABLE change ADD COLUMN withdrawn BIGINT NOT NULL DEFAULT 0;  -- since when it does not stand any more
UPDATE change SET confirmed = seen_after; -- they were told already
CREATE INDEX change_confirmed ON change (confirmed, id) WHERE confirmed > 0 AND withdrawn = 0;
CREATE INDEX change_outlet_confirmed ON change (outlet_id, confirmed, id) WHERE confirmed > 0 AND withdrawn = 0;

-- versions counts the standing ones from now on.
ALTER TABLE article ADD COLUMN reweave BIGINT NOT NULL DEFAULT 0;   -- 1: its history is to be made anew from all its captures
ALTER TABLE article ADD COLUMN doubted BIGINT NOT NULL DEFAULT 0;   -- since when its last change waits for a second look
ALTER TABLE article ADD COLUMN tries BIGINT NOT NULL DEFAULT 0;     -- how many looks since then were in vain
ALTER TABLE article ADD COLUMN turning BIGINT NOT NULL DEFAULT 0;   -- looks in a row that miss it while it is there, or find it while it is gone
ALTER TABLE article ADD COLUMN claimed BIGINT NOT NULL DEFAULT 0;   -- the modified date that the publisher claimed last
ALTER TABLE article ADD COLUMN canonical TEXT NOT NULL DEFAULT '';  -- news.URLKey of the address that its page names as its own, where that is none of its aliases
ALTER TABLE article ADD COLUMN suspect BIGINT NOT NULL DEFAULT 0;   -- the article that it may turn out to be, once it is read
CREATE INDEX article_reweave ON article (id) WHERE reweave > 0;
CREATE INDEX article_canonical ON article (canonical) WHERE canonical <> '';
-- What was told as an event is a change of its own kind now.
UPDATE article SET reweave = 1 WHERE id IN (SELECT article_id FROM event WHERE kind = 'alternates');

ALTER TABLE capture ADD COLUMN imported BOOLEAN NOT NULL DEFAULT FALSE; -- it came from a web archive: nobody can look again

-- A joined article's version n is version n + versions_from of the other now; -1 where that is not known.
ALTER TABLE merged ADD COLUMN versions_from BIGINT NOT NULL DEFAULT -1;
ALTER TABLE merged ADD COLUMN changes_from BIGINT NOT NULL DEFAULT -1;
