-- Keep storage_shares: the bytes of pictures that come and go.
-- A transition table exists only for its own event, so each branch names only its own.
CREATE OR REPLACE FUNCTION count_storage_of_pictures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_storage(owner_id, sum(size)::bigint) FROM new_rows GROUP BY owner_id;
    ELSE
        PERFORM add_to_storage(owner_id, -sum(size)::bigint) FROM old_rows GROUP BY owner_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_storage_inserted AFTER INSERT ON pictures
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_pictures();

CREATE OR REPLACE TRIGGER count_storage_deleted AFTER DELETE ON pictures
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_pictures();
