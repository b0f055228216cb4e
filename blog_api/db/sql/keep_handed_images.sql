-- Keep handed_images: the images in a post that were uploaded by accounts that handed it over.
-- They are served while the uploader's account is in the trash, as long as the post is live.
CREATE OR REPLACE FUNCTION keep_handed_images() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    used text[];
BEGIN
    IF OLD.author_id = NEW.author_id
        AND NOT EXISTS (SELECT FROM transfer_posts WHERE post_id = NEW.id) THEN
        RETURN NULL;
    END IF;
    used := ARRAY(
        SELECT parts[1] FROM regexp_matches(
            concat(NEW.image_url, ' ', NEW.content), '/media/([0-9a-f]{64}\.[a-z]+)', 'g'
        ) AS parts
    );
    DELETE FROM handed_images WHERE post_id = NEW.id AND name <> ALL (used);
    INSERT INTO handed_images (name, owner_id, post_id)
    SELECT DISTINCT name, owner_id, NEW.id FROM pictures
    WHERE name = ANY (used) AND (
        (owner_id = OLD.author_id AND OLD.author_id <> NEW.author_id)
        OR owner_id IN (SELECT from_id FROM transfer_posts WHERE post_id = NEW.id)
    )
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER keep_handed_images
AFTER UPDATE OF author_id, content, image_url ON posts FOR EACH ROW
WHEN (old.author_id <> new.author_id
    OR old.content IS DISTINCT FROM new.content
    OR old.image_url IS DISTINCT FROM new.image_url)
EXECUTE FUNCTION keep_handed_images();
