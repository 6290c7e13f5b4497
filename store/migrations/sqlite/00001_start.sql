-- +goose Up

-- The same tables as in ../postgres; only types, search and identity columns differ.
--
-- Every time is a BIGINT: microseconds since 1970-01-01T00:00:00Z, one type for both databases; 0 means "not known"
-- (for due: "not due"). Package store turns them into UTC times at its edge.

CREATE TABLE outlet (
    id       INTEGER PRIMARY KEY,
    key      TEXT   NOT NULL UNIQUE,
    name     TEXT   NOT NULL,
    language TEXT   NOT NULL,
    home     TEXT   NOT NULL,
    added    BIGINT NOT NULL
);

CREATE TABLE outlet_host (
    host      TEXT   PRIMARY KEY,
    outlet_id BIGINT NOT NULL REFERENCES outlet (id)
);
CREATE INDEX outlet_host_outlet ON outlet_host (outlet_id);

-- Whose turn it is to ask a host. lease_until and token say who may (a token is worth nothing once it is outgrown);
-- asked_at is the moment of the last request, or of the next one when it is already claimed.
CREATE TABLE host (
    host        TEXT   PRIMARY KEY,
    lease_until BIGINT NOT NULL DEFAULT 0,
    token       BIGINT NOT NULL DEFAULT 0,
    asked_at    BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE feed (
    id            INTEGER PRIMARY KEY,
    outlet_id     BIGINT NOT NULL REFERENCES outlet (id),
    key           TEXT   NOT NULL UNIQUE, -- news.URLKey of url
    url           TEXT   NOT NULL,
    host          TEXT   NOT NULL REFERENCES host (host), -- news.HostOf of url
    kind          TEXT   NOT NULL,
    title         TEXT   NOT NULL,
    etag          TEXT   NOT NULL,
    last_modified TEXT   NOT NULL,
    due           BIGINT NOT NULL,
    looked        BIGINT NOT NULL,
    brought       BIGINT NOT NULL,
    outcome       TEXT   NOT NULL,
    reason        TEXT   NOT NULL
);
CREATE INDEX feed_outlet ON feed (outlet_id);
CREATE INDEX feed_due ON feed (host, due) WHERE due > 0;

CREATE TABLE article (
    id              INTEGER PRIMARY KEY AUTOINCREMENT, -- never given twice: an address of one that was joined leads on
    outlet_id       BIGINT NOT NULL REFERENCES outlet (id),
    feed_id         BIGINT REFERENCES feed (id),
    url             TEXT   NOT NULL,
    host            TEXT   NOT NULL REFERENCES host (host), -- news.HostOf of url
    headline        TEXT   NOT NULL,
    language        TEXT   NOT NULL,
    etag            TEXT   NOT NULL,
    last_modified   TEXT   NOT NULL,
    published       BIGINT NOT NULL,
    first_seen      BIGINT NOT NULL,
    looked          BIGINT NOT NULL,
    changed         BIGINT NOT NULL,
    due             BIGINT NOT NULL,
    outcome         TEXT   NOT NULL,
    gone            BIGINT NOT NULL,
    hidden          BIGINT NOT NULL,
    hidden_reason   TEXT   NOT NULL,
    versions        BIGINT NOT NULL, -- how many rows it has in version
    current_version BIGINT NOT NULL
);
CREATE INDEX article_outlet ON article (outlet_id, id);
CREATE INDEX article_due ON article (host, due) WHERE due > 0;

-- Every URL under which an article was met. Two URLs with one key are one article.
CREATE TABLE alias (
    key        TEXT   PRIMARY KEY, -- news.URLKey of url
    article_id BIGINT NOT NULL REFERENCES article (id),
    url        TEXT   NOT NULL,
    why        TEXT   NOT NULL
);
CREATE INDEX alias_article ON alias (article_id);

-- Articles that turned out to be another one's piece under another URL. Their addresses lead there.
CREATE TABLE merged (
    old_id     BIGINT PRIMARY KEY,
    article_id BIGINT NOT NULL REFERENCES article (id)
);
CREATE INDEX merged_article ON merged (article_id);

-- What a feed last said of an article; written only when that changes.
CREATE TABLE sighting (
    feed_id    BIGINT NOT NULL REFERENCES feed (id),
    article_id BIGINT NOT NULL REFERENCES article (id),
    title      TEXT   NOT NULL,
    published  BIGINT NOT NULL,
    modified   BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    hinted     BIGINT NOT NULL, -- when what it says last changed
    PRIMARY KEY (feed_id, article_id)
);
CREATE INDEX sighting_article ON sighting (article_id);

CREATE TABLE capture (
    id         INTEGER PRIMARY KEY,
    article_id BIGINT NOT NULL REFERENCES article (id),
    url        TEXT   NOT NULL,
    final_url  TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    status     BIGINT NOT NULL,
    header     TEXT   NOT NULL,
    body       TEXT   NOT NULL, -- name of the raw body in the archive
    size       BIGINT NOT NULL,
    outcome    TEXT   NOT NULL,
    reason     TEXT   NOT NULL,
    read_at    BIGINT NOT NULL, -- 0 while it waits for its reader
    version    BIGINT NOT NULL, -- number of the version that it showed
    UNIQUE (article_id, at, url)
);
CREATE INDEX capture_unread ON capture (article_id) WHERE read_at = 0;
CREATE INDEX capture_outcome ON capture (outcome);

-- A text, once for all versions of all articles.
CREATE TABLE block (
    id   INTEGER PRIMARY KEY,
    hash BLOB  NOT NULL UNIQUE, -- SHA-256 of text
    same BLOB  NOT NULL,        -- SHA-256 of prose.Key of text: equal for texts that are the same to a reader
    text TEXT  NOT NULL
);
CREATE INDEX block_same ON block (same);

CREATE TABLE version (
    id         INTEGER PRIMARY KEY,
    article_id BIGINT NOT NULL REFERENCES article (id),
    n          BIGINT NOT NULL,
    edition    BIGINT NOT NULL,
    headline   TEXT   NOT NULL,
    byline     TEXT   NOT NULL,
    credit     TEXT   NOT NULL,
    language   TEXT   NOT NULL,
    published  BIGINT NOT NULL,
    modified   BIGINT NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL,
    looks      BIGINT NOT NULL,
    capture_id BIGINT REFERENCES capture (id),
    text_key   BLOB   NOT NULL, -- SHA-256 over kind and prose.Key of its parts
    UNIQUE (article_id, n)
);

CREATE TABLE version_block (
    version_id BIGINT NOT NULL REFERENCES version (id),
    place      BIGINT NOT NULL, -- from 0
    kind       TEXT   NOT NULL,
    block_id   BIGINT NOT NULL REFERENCES block (id),
    PRIMARY KEY (version_id, place)
);
CREATE INDEX version_block_block ON version_block (block_id);

CREATE TABLE change (
    id          INTEGER PRIMARY KEY,
    article_id  BIGINT  NOT NULL REFERENCES article (id),
    outlet_id   BIGINT  NOT NULL REFERENCES outlet (id), -- the article's
    n           BIGINT  NOT NULL,
    from_n      BIGINT  NOT NULL,
    to_n        BIGINT  NOT NULL,
    seen_before BIGINT  NOT NULL,
    seen_after  BIGINT  NOT NULL,
    redesigned  BOOLEAN NOT NULL,
    silent      BOOLEAN NOT NULL,
    weight      REAL NOT NULL,
    summary     TEXT    NOT NULL,
    edits       TEXT    NOT NULL, -- JSON
    meanings    TEXT    NOT NULL, -- JSON, in their order
    UNIQUE (article_id, n)
);
CREATE INDEX change_seen ON change (seen_after, id);
CREATE INDEX change_outlet ON change (outlet_id, seen_after, id);

-- The meanings of a change once more, to filter by.
CREATE TABLE change_meaning (
    meaning    TEXT   NOT NULL,
    seen_after BIGINT NOT NULL, -- the change's
    change_id  BIGINT NOT NULL REFERENCES change (id),
    PRIMARY KEY (meaning, seen_after, change_id)
);
CREATE INDEX change_meaning_change ON change_meaning (change_id);

CREATE TABLE event (
    id          INTEGER PRIMARY KEY,
    article_id  BIGINT NOT NULL REFERENCES article (id),
    outlet_id   BIGINT NOT NULL REFERENCES outlet (id), -- the article's
    kind        TEXT   NOT NULL,
    seen_before BIGINT NOT NULL,
    seen_after  BIGINT NOT NULL,
    detail      TEXT   NOT NULL
);
CREATE INDEX event_article ON event (article_id, seen_after);
CREATE INDEX event_seen ON event (seen_after, id);
CREATE INDEX event_kind ON event (kind, seen_after, id);
CREATE INDEX event_outlet ON event (outlet_id, seen_after, id);

CREATE TABLE comment (
    id         INTEGER PRIMARY KEY,
    article_id BIGINT NOT NULL REFERENCES article (id),
    key        TEXT   NOT NULL, -- the page's own id, or a hash of author and text
    page_id    TEXT   NOT NULL,
    parent     TEXT   NOT NULL,
    author     TEXT   NOT NULL,
    posted     BIGINT NOT NULL,
    text       TEXT   NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen  BIGINT NOT NULL,
    gone       BIGINT NOT NULL,
    UNIQUE (article_id, key)
);

-- One row per article (its rowid): the terms of all its versions, so that removed text is found. The terms are made by
-- prose.Terms; the tokenizer only parts them at blanks, so that both databases find the same.
CREATE VIRTUAL TABLE search USING fts5 (
    terms,
    content = '', contentless_delete = 1, detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'"
);
