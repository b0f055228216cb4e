-- Keep storage_shares where the bytes of working copies change.
CREATE OR REPLACE FUNCTION count_edited_storage_of_working_copies() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_to_storage(NEW.user_id, NEW.stored_bytes - OLD.stored_bytes);
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_storage_updated
AFTER UPDATE OF stored_bytes ON working_copies FOR EACH ROW
WHEN (old.stored_bytes <> new.stored_bytes)
EXECUTE FUNCTION count_edited_storage_of_working_copies();
