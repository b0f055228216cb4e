-- Keep storage_shares where the bytes of comments change: row by row, so that trash and restore
-- of thousands of rows cost nothing.
CREATE OR REPLACE FUNCTION count_edited_storage_of_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM add_to_storage(OLD.author_id, -(octet_length(OLD.content) + OLD.history_bytes));
    PERFORM add_to_storage(NEW.author_id, octet_length(NEW.content) + NEW.history_bytes);
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_storage_updated
AFTER UPDATE OF author_id, content, history_bytes ON comments FOR EACH ROW
WHEN (old.author_id <> new.author_id OR
(octet_length(old.content) + old.history_bytes) <> (octet_length(new.content) + new.history_bytes))
EXECUTE FUNCTION count_edited_storage_of_comments();
