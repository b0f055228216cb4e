-- Keep storage_shares: the bytes of comments that come and go, with their former versions.
-- A transition table exists only for its own event, so each branch names only its own.
CREATE OR REPLACE FUNCTION count_storage_of_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_storage(author_id, sum(octet_length(content) + history_bytes)::bigint) FROM new_rows GROUP BY author_id;
    ELSE
        PERFORM add_to_storage(author_id, -sum(octet_length(content) + history_bytes)::bigint) FROM old_rows GROUP BY author_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_storage_inserted AFTER INSERT ON comments
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_comments();

CREATE OR REPLACE TRIGGER count_storage_deleted AFTER DELETE ON comments
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_comments();
