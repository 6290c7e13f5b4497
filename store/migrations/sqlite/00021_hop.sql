-- +goose Up

-- The redirects that a look went through, in the order of n; most looks have none. The first was asked for at the look's
-- own moment, each other one when the one before it led to it.
CREATE TABLE hop (
    capture_id BIGINT NOT NULL REFERENCES capture (id) ON DELETE CASCADE,
    n          BIGINT NOT NULL, -- from 0
    url        TEXT   NOT NULL, -- that was asked for
    status     BIGINT NOT NULL,
    header     TEXT   NOT NULL, -- of the answer, as capture has it
    request_id BIGINT REFERENCES request (id), -- as of capture
    conditions TEXT   NOT NULL,
    onward     BIGINT NOT NULL, -- when the address that it led to was asked for
    PRIMARY KEY (capture_id, n)
);
