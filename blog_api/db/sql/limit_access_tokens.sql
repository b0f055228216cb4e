-- Revoke the personal access tokens of an account that is deleted or deactivated, and take the
-- scopes of administrators from those of one that is demoted; neither comes back with the account.
-- A trigger, so that the previous release and manual SQL do it too.
CREATE OR REPLACE FUNCTION limit_access_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.deleted_at IS NOT NULL OR NOT NEW.is_active THEN
        DELETE FROM access_tokens WHERE user_id = NEW.id;
    ELSE
        UPDATE access_tokens SET scopes = ARRAY(
            SELECT scope FROM unnest(scopes) WITH ORDINALITY AS given (scope, place)
            WHERE scope NOT LIKE 'admin:%' ORDER BY place
        )
        WHERE user_id = NEW.id AND NEW.role <> 'admin';
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER limit_access_tokens AFTER UPDATE OF deleted_at, is_active, role ON users
FOR EACH ROW WHEN (old.deleted_at IS DISTINCT FROM new.deleted_at
    OR old.is_active <> new.is_active OR old.role <> new.role)
EXECUTE FUNCTION limit_access_tokens();
