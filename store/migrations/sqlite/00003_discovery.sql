-- +goose Up

-- What an outlet's links are sifted by, see feed.Sieve.
CREATE TABLE pattern (
    outlet_id BIGINT  NOT NULL REFERENCES outlet (id),
    pattern   TEXT    NOT NULL,
    include   BOOLEAN NOT NULL, -- else what it matches is left out
    PRIMARY KEY (outlet_id, pattern)
);

-- The articles that rest because their outlet's patterns shut their address out.
CREATE TABLE shut_out (
    article_id BIGINT PRIMARY KEY REFERENCES article (id)
);

ALTER TABLE feed ADD COLUMN links       BIGINT NOT NULL DEFAULT 0;  -- of its last good look
ALTER TABLE feed ADD COLUMN shut_out    BIGINT NOT NULL DEFAULT 0;  -- how many of these the outlet's patterns left out
ALTER TABLE feed ADD COLUMN failing     BIGINT NOT NULL DEFAULT 0;  -- since when every look at it failed
ALTER TABLE feed ADD COLUMN hub         TEXT   NOT NULL DEFAULT ''; -- that it offers
ALTER TABLE feed ADD COLUMN topic       TEXT   NOT NULL DEFAULT ''; -- what it is called there
ALTER TABLE feed ADD COLUMN hints_right BIGINT NOT NULL DEFAULT 0;  -- hints whose article had changed
ALTER TABLE feed ADD COLUMN hints_wrong BIGINT NOT NULL DEFAULT 0;  -- and had not; both are halved now and then

-- A feed's hint that its article changed, until a look tells.
CREATE TABLE hint (
    article_id BIGINT NOT NULL REFERENCES article (id),
    feed_id    BIGINT NOT NULL REFERENCES feed (id),
    at         BIGINT NOT NULL,
    PRIMARY KEY (article_id, feed_id)
);

-- What a hub owes us: to say when a feed has news (WebSub). A feed has one, and others that are being given up.
CREATE TABLE subscription (
    id       INTEGER PRIMARY KEY,
    feed_id  BIGINT NOT NULL REFERENCES feed (id),
    hub      TEXT   NOT NULL,
    host     TEXT   NOT NULL REFERENCES host (host), -- news.HostOf of hub
    topic    TEXT   NOT NULL,
    token    TEXT   NOT NULL UNIQUE, -- the last part of its callback's address
    secret   TEXT   NOT NULL,        -- by which the hub signs
    state    TEXT   NOT NULL,        -- news.SubscriptionState
    reason   TEXT   NOT NULL,        -- of its state, in words
    asked    BIGINT NOT NULL,        -- when the hub was last asked
    asks     BIGINT NOT NULL,        -- how often since it last said yes
    verified BIGINT NOT NULL,        -- when it last said yes
    expires  BIGINT NOT NULL,
    pushed   BIGINT NOT NULL,        -- when its last news came
    pushes   BIGINT NOT NULL,
    due      BIGINT NOT NULL         -- when the hub is asked next
);
CREATE UNIQUE INDEX subscription_current ON subscription (feed_id) WHERE state <> 'leaving';
CREATE INDEX subscription_feed ON subscription (feed_id);
CREATE INDEX subscription_due ON subscription (host, due) WHERE due > 0;

-- What came of the looks at an outlet's articles, counted over quarters of a day.
CREATE TABLE tally (
    outlet_id  BIGINT NOT NULL REFERENCES outlet (id),
    start      BIGINT NOT NULL,
    readable   BIGINT NOT NULL,
    unreadable BIGINT NOT NULL, -- a page came that no article could be read from
    blocked    BIGINT NOT NULL,
    PRIMARY KEY (outlet_id, start)
);

-- How an outlet's feeds bring new articles.
CREATE TABLE habit (
    outlet_id BIGINT PRIMARY KEY REFERENCES outlet (id),
    arrivals  BIGINT NOT NULL, -- how many looks brought any
    newest    BIGINT NOT NULL, -- when one last did
    longest   BIGINT NOT NULL  -- microseconds: the longest time between two, which fades
);

-- What is or was wrong with an outlet or with one of its feeds.
CREATE TABLE alarm (
    id        INTEGER PRIMARY KEY,
    outlet_id BIGINT NOT NULL REFERENCES outlet (id),
    feed_id   BIGINT NOT NULL, -- 0: the outlet as a whole
    kind      TEXT   NOT NULL, -- news.AlarmKind
    since     BIGINT NOT NULL,
    ended     BIGINT NOT NULL, -- 0 while it lasts
    usual     REAL   NOT NULL, -- what was usual when it began, by which its end is told
    detail    TEXT   NOT NULL
);
CREATE UNIQUE INDEX alarm_lasting ON alarm (outlet_id, kind, feed_id) WHERE ended = 0;
CREATE INDEX alarm_outlet ON alarm (outlet_id, since);
