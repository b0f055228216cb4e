-- Remove the texts of removed or redacted revisions that no other revision has (a redaction clears
-- the hash).
-- A trigger, since most revisions go with their post, comment or account by a foreign key.
-- The texts are locked first, and read by the next statement, which sees the revisions of writers
-- that held them: of two concurrent transactions the later one keeps or removes the text.
CREATE OR REPLACE FUNCTION forget_texts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    hashes bytea[];
BEGIN
    SELECT array_agg(sha256) INTO hashes FROM (
        SELECT sha256 FROM revision_texts
        WHERE sha256 IN (SELECT content_hash FROM old_rows)
        ORDER BY sha256 FOR UPDATE
    ) AS locked;
    SELECT array_agg(gone) INTO hashes FROM unnest(hashes) AS gone
    WHERE NOT EXISTS (SELECT FROM post_revisions WHERE content_hash = gone)
        AND NOT EXISTS (SELECT FROM comment_revisions WHERE content_hash = gone);
    IF hashes IS NULL THEN
        RETURN NULL;
    END IF;
    -- A text that stays must not need one that goes.
    UPDATE revision_texts
    SET body = revision_text(sha256), base = NULL, prefix = 0, suffix = 0, depth = 0
    WHERE base = ANY (hashes) AND sha256 <> ALL (hashes);
    DELETE FROM revision_texts WHERE sha256 = ANY (hashes);
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER forget_texts AFTER DELETE ON post_revisions
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_texts();

CREATE OR REPLACE TRIGGER forget_texts AFTER DELETE ON comment_revisions
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_texts();

CREATE OR REPLACE TRIGGER forget_texts_updated AFTER UPDATE ON post_revisions
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_texts();

CREATE OR REPLACE TRIGGER forget_texts_updated AFTER UPDATE ON comment_revisions
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION forget_texts();
