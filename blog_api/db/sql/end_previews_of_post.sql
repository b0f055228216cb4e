-- Revoke the preview links of a post when it goes to the trash.
-- A trigger, so that the previous release and manual SQL do it too.
CREATE OR REPLACE FUNCTION end_previews_of_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM post_previews WHERE post_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER end_previews_of_post AFTER UPDATE OF deleted_at ON posts
FOR EACH ROW WHEN (old.deleted_at IS NULL AND new.deleted_at IS NOT NULL)
EXECUTE FUNCTION end_previews_of_post();
