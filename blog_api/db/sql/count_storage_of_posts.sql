-- Keep storage_shares: the bytes of posts that come and go, with their former versions.
-- A transition table exists only for its own event, so each branch names only its own.
CREATE OR REPLACE FUNCTION count_storage_of_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_storage(author_id, sum(octet_length(title) + octet_length(excerpt) + octet_length(content) + history_bytes)::bigint) FROM new_rows GROUP BY author_id;
    ELSE
        PERFORM add_to_storage(author_id, -sum(octet_length(title) + octet_length(excerpt) + octet_length(content) + history_bytes)::bigint) FROM old_rows GROUP BY author_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_storage_inserted AFTER INSERT ON posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_posts();

CREATE OR REPLACE TRIGGER count_storage_deleted AFTER DELETE ON posts
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_posts();
