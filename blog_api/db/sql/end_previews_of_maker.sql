-- Revoke the preview links that an account made when it goes to the trash.
-- A trigger, so that the previous release and manual SQL do it too.
CREATE OR REPLACE FUNCTION end_previews_of_maker() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM post_previews WHERE maker_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER end_previews_of_maker AFTER UPDATE OF deleted_at ON users
FOR EACH ROW WHEN (old.deleted_at IS NULL AND new.deleted_at IS NOT NULL)
EXECUTE FUNCTION end_previews_of_maker();
