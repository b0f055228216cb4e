-- Remove the storage shares of accounts that are removed for good.
CREATE OR REPLACE FUNCTION forget_storage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM storage_shares WHERE id IN (
        SELECT s.id FROM storage_shares s JOIN old_rows ON old_rows.id = s.user_id
        FOR UPDATE OF s SKIP LOCKED
    );
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER forget_storage AFTER DELETE ON users
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_storage();
