-- Exclude the votes of an account from the counters while the account is in the trash.
-- A trigger, so that the previous release and manual SQL do it too.
CREATE OR REPLACE FUNCTION hide_votes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE votes SET is_counted = NEW.deleted_at IS NULL
    WHERE user_id = NEW.id AND is_counted <> (NEW.deleted_at IS NULL);
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER hide_votes AFTER UPDATE OF deleted_at ON users
FOR EACH ROW WHEN ((old.deleted_at IS NULL) <> (new.deleted_at IS NULL))
EXECUTE FUNCTION hide_votes();
