-- Build the search documents of new posts.
CREATE OR REPLACE FUNCTION index_new_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_search (post_id, document)
    SELECT id, search_document(title, excerpt, content) FROM new_rows;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER index_new_posts AFTER INSERT ON posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION index_new_posts();
