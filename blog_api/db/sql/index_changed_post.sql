-- Rebuild the search document of a post whose text changed.
-- A trigger with a list of columns cannot have transition tables; without the list it would also
-- fire for each soft delete.
CREATE OR REPLACE FUNCTION index_changed_post() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_search (post_id, document)
    VALUES (NEW.id, search_document(NEW.title, NEW.excerpt, NEW.content))
    ON CONFLICT (post_id) DO UPDATE SET document = excluded.document;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER index_changed_post AFTER UPDATE OF title, excerpt, content ON posts
FOR EACH ROW
WHEN (old.title IS DISTINCT FROM new.title
    OR old.excerpt IS DISTINCT FROM new.excerpt
    OR old.content IS DISTINCT FROM new.content)
EXECUTE FUNCTION index_changed_post();
