-- Keep storage_shares: the bytes of working copies that come and go.
-- A transition table exists only for its own event, so each branch names only its own.
CREATE OR REPLACE FUNCTION count_storage_of_working_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_storage(user_id, sum(stored_bytes)::bigint) FROM new_rows GROUP BY user_id;
    ELSE
        PERFORM add_to_storage(user_id, -sum(stored_bytes)::bigint) FROM old_rows GROUP BY user_id;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_storage_inserted AFTER INSERT ON working_copies
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_working_copies();

CREATE OR REPLACE TRIGGER count_storage_deleted AFTER DELETE ON working_copies
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_storage_of_working_copies();
