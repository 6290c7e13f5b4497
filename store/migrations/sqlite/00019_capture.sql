-- +goose Up

-- What looks were asked with: the header that all requests of one kind share, as JSON, once.
CREATE TABLE request (
    id     INTEGER PRIMARY KEY,
    hash   BLOB  NOT NULL UNIQUE, -- SHA-256 of header
    header TEXT   NOT NULL
);

-- With which of them a look was made, NULL where that is not known, and the fields that made it conditional, as JSON,
-- empty where nothing did.
ALTER TABLE capture ADD COLUMN request_id BIGINT REFERENCES request (id);
ALTER TABLE capture ADD COLUMN conditions TEXT NOT NULL DEFAULT '';
