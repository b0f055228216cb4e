-- Close the open restore requests of a restored or purged item, in the same transaction, and those
-- of a post in the trash that gets another author: the undo of a transfer gives it back.
-- A purge also removes the texts of all its requests. A trigger, so that cascades, the previous
-- release and manual SQL do it too; it fires for rows that leave the trash, never for edits.
CREATE OR REPLACE FUNCTION settle_restore_requests() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kind text := CASE TG_TABLE_NAME WHEN 'posts' THEN 'post' ELSE 'comment' END;
BEGIN
    IF TG_OP = 'DELETE' THEN
        UPDATE restore_requests
        SET state = CASE state WHEN 'open' THEN 'obsolete' ELSE state END,
            decided_at = coalesce(decided_at, now()), note = NULL, reason = NULL
        WHERE item_id = OLD.id AND item_type = kind;
    ELSE
        UPDATE restore_requests SET state = 'obsolete', decided_at = now()
        WHERE item_id = NEW.id AND item_type = kind AND state = 'open';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER settle_restore_requests_restored AFTER UPDATE OF deleted_at ON posts
FOR EACH ROW WHEN (old.deleted_at IS NOT NULL AND new.deleted_at IS NULL)
EXECUTE FUNCTION settle_restore_requests();

CREATE OR REPLACE TRIGGER settle_restore_requests_moved AFTER UPDATE OF author_id ON posts
FOR EACH ROW WHEN (old.author_id <> new.author_id AND new.deleted_at IS NOT NULL)
EXECUTE FUNCTION settle_restore_requests();

CREATE OR REPLACE TRIGGER settle_restore_requests_removed AFTER DELETE ON posts
FOR EACH ROW EXECUTE FUNCTION settle_restore_requests();

CREATE OR REPLACE TRIGGER settle_restore_requests_restored AFTER UPDATE OF deleted_at ON comments
FOR EACH ROW WHEN (old.deleted_at IS NOT NULL AND new.deleted_at IS NULL)
EXECUTE FUNCTION settle_restore_requests();

CREATE OR REPLACE TRIGGER settle_restore_requests_removed AFTER DELETE ON comments
FOR EACH ROW EXECUTE FUNCTION settle_restore_requests();
