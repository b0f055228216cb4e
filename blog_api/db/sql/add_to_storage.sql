-- Add bytes to one of the shares of an account that nobody else holds (decision 0008).
-- Comments without an account count for nobody.
CREATE OR REPLACE FUNCTION add_to_storage(account bigint, bytes bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF bytes = 0 OR account IS NULL THEN
        RETURN;
    END IF;
    UPDATE storage_shares SET used = used + bytes WHERE id = (
        SELECT id FROM storage_shares WHERE user_id = account
        ORDER BY id LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
    );
    IF NOT FOUND THEN
        -- A cascade is counted after the account and its shares are gone.
        INSERT INTO storage_shares (user_id, used)
        SELECT account, bytes WHERE bytes > 0 OR EXISTS (SELECT FROM users WHERE id = account);
    END IF;
END
$$;
