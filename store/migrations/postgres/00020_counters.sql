-- +goose Up

-- What there is of each outlet, so that a page need not count it. Triggers keep it, since articles and changes are written,
-- joined, withdrawn and moved in many places, and none may be forgotten. They fire when a transaction commits: it holds an
-- outlet's row for that moment only, and never while it waits for an article that another one holds. The same as in
-- ../sqlite.
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
CREATE FUNCTION count_outlet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO holding VALUES (NEW.id, 0, 0, 0);
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION count_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE holding SET articles = articles - 1, versions = versions - OLD.versions WHERE outlet_id = OLD.outlet_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE holding SET articles = articles + 1, versions = versions + NEW.versions WHERE outlet_id = NEW.outlet_id;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION count_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' AND OLD.withdrawn = 0 THEN
        UPDATE holding SET changes = changes - 1 WHERE outlet_id = OLD.outlet_id;
    END IF;
    IF TG_OP <> 'DELETE' AND NEW.withdrawn = 0 THEN
        UPDATE holding SET changes = changes + 1 WHERE outlet_id = NEW.outlet_id;
    END IF;
    RETURN NULL;
END $$;
-- +goose StatementEnd

CREATE TRIGGER outlet_added AFTER INSERT ON outlet FOR EACH ROW EXECUTE FUNCTION count_outlet();
CREATE CONSTRAINT TRIGGER article_added AFTER INSERT OR DELETE ON article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_article();
CREATE CONSTRAINT TRIGGER article_counted AFTER UPDATE OF outlet_id, versions ON article
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.versions <> NEW.versions OR OLD.outlet_id <> NEW.outlet_id) EXECUTE FUNCTION count_article();
CREATE CONSTRAINT TRIGGER change_added AFTER INSERT OR DELETE ON change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_change();
CREATE CONSTRAINT TRIGGER change_counted AFTER UPDATE OF outlet_id, withdrawn ON change
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.withdrawn = 0) <> (NEW.withdrawn = 0) OR OLD.outlet_id <> NEW.outlet_id) EXECUTE FUNCTION count_change();

-- It was there for the counting alone.
DROP INDEX article_outlet_versions;
