-- +goose Up

-- How a host has answered so far, from which package revisit makes its pace. A host that fails again and again rests.
ALTER TABLE host ADD COLUMN answer BIGINT NOT NULL DEFAULT 0; -- microseconds that an answer takes, the running mean
ALTER TABLE host ADD COLUMN pace BIGINT NOT NULL DEFAULT 0; -- microseconds between two requests; 0 for the usual ones
ALTER TABLE host ADD COLUMN failures BIGINT NOT NULL DEFAULT 0; -- in a row
ALTER TABLE host ADD COLUMN rests BIGINT NOT NULL DEFAULT 0; -- in a row
ALTER TABLE host ADD COLUMN rest_until BIGINT NOT NULL DEFAULT 0;
ALTER TABLE host ADD COLUMN rest_reason TEXT NOT NULL DEFAULT '';

-- What came of the last reading of each robots.txt, for a day, or until the next attempt where it failed.
CREATE TABLE robots (
    origin   TEXT   PRIMARY KEY, -- scheme and host
    body     BLOB  NOT NULL,
    until    BIGINT NOT NULL,
    failures BIGINT NOT NULL,    -- in a row
    outcome  TEXT   NOT NULL,
    reason   TEXT   NOT NULL
);
