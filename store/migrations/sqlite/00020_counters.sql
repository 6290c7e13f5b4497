-- +goose Up

-- What there is of each outlet, so that a page need not count it. Triggers keep it, since articles and changes are written,
-- joined, withdrawn and moved in many places, and none may be forgotten. The same as in ../postgres.
CREATE TABLE holding (
    outlet_id BIGINT PRIMARY KEY REFERENCES outlet (id) ON DELETE CASCADE,
    articles  BIGINT NOT NULL,
    versions  BIGINT NOT NULL, -- that stand
    changes   BIGINT NOT NULL  -- that stand
);

INSERT INTO holding (outlet_id, articles, versions, changes)
SELECT id, (SELECT COUNT(*) FROM article WHERE outlet_id = outlet.id),
    (SELECT COALESCE(SUM(versions), 0) FROM article WHERE outlet_id = outlet.id),
    (SELECT COUNT(*) FROM change WHERE outlet_id = outlet.id AND withdrawn = 0)
FROM outlet;

-- +goose StatementBegin
CREATE TRIGGER outlet_added AFTER INSERT ON outlet BEGIN
    INSERT INTO holding VALUES (NEW.id, 0, 0, 0);
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER article_added AFTER INSERT ON article BEGIN
    UPDATE holding SET articles = articles + 1, versions = versions + NEW.versions WHERE outlet_id = NEW.outlet_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER article_taken AFTER DELETE ON article BEGIN
    UPDATE holding SET articles = articles - 1, versions = versions - OLD.versions WHERE outlet_id = OLD.outlet_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER article_counted AFTER UPDATE OF outlet_id, versions ON article
WHEN OLD.versions <> NEW.versions OR OLD.outlet_id <> NEW.outlet_id BEGIN
    UPDATE holding SET articles = articles - 1, versions = versions - OLD.versions WHERE outlet_id = OLD.outlet_id;
    UPDATE holding SET articles = articles + 1, versions = versions + NEW.versions WHERE outlet_id = NEW.outlet_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER change_added AFTER INSERT ON change WHEN NEW.withdrawn = 0 BEGIN
    UPDATE holding SET changes = changes + 1 WHERE outlet_id = NEW.outlet_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER change_taken AFTER DELETE ON change WHEN OLD.withdrawn = 0 BEGIN
    UPDATE holding SET changes = changes - 1 WHERE outlet_id = OLD.outlet_id;
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER change_counted AFTER UPDATE OF outlet_id, withdrawn ON change
WHEN (OLD.withdrawn = 0) <> (NEW.withdrawn = 0) OR OLD.outlet_id <> NEW.outlet_id BEGIN
    UPDATE holding SET changes = changes - (OLD.withdrawn = 0) WHERE outlet_id = OLD.outlet_id;
    UPDATE holding SET changes = changes + (NEW.withdrawn = 0) WHERE outlet_id = NEW.outlet_id;
END;
-- +goose StatementEnd

-- It was there for the counting alone.
DROP INDEX article_outlet_versions;
