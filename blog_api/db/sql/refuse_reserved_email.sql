-- Refuse an address that another account gave up less than seven days ago and may take back.
-- A trigger after the change: a concurrent change of the other account has been waited for by then
-- (unique index) and is visible. It raises the error of that index, also for the previous release.
CREATE OR REPLACE FUNCTION refuse_reserved_email() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM email_changes
        WHERE lower(old_email) = lower(NEW.email) AND user_id <> NEW.id AND expires_at > now()
    ) THEN
        RAISE EXCEPTION 'the address is reserved'
        USING ERRCODE = 'unique_violation', CONSTRAINT = 'uq_users_email_live';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER refuse_reserved_email_new AFTER INSERT ON users
FOR EACH ROW WHEN (new.deleted_at IS NULL) EXECUTE FUNCTION refuse_reserved_email();

CREATE OR REPLACE TRIGGER refuse_reserved_email_changed AFTER UPDATE OF email, deleted_at ON users
FOR EACH ROW WHEN (new.deleted_at IS NULL AND (lower(old.email) <> lower(new.email) OR old.deleted_at IS NOT NULL))
EXECUTE FUNCTION refuse_reserved_email();
