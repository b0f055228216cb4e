-- Store the old slug of a post, so that its old URL redirects.
CREATE OR REPLACE FUNCTION remember_slug() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_slugs (slug, post_id) VALUES (OLD.slug, OLD.id)
    ON CONFLICT (slug, post_id) DO UPDATE SET replaced_at = now();
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER remember_slug AFTER UPDATE OF slug ON posts
FOR EACH ROW WHEN (old.slug <> new.slug) EXECUTE FUNCTION remember_slug();
