-- Add to the count of one term, and drop its empty shares.
-- The count of a term is the sum of several rows (shares): a writer takes a share that no other
-- writer has locked, or inserts one, so writers do not wait for each other (decision 0008).
CREATE OR REPLACE FUNCTION add_to_term(its_kind text, its_name text, delta bigint)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE share bigint; total bigint;
BEGIN
    UPDATE term_counts SET post_count = post_count + delta WHERE id = (
        SELECT id FROM term_counts WHERE kind = its_kind AND name = its_name
        LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING post_count INTO share;
    IF NOT FOUND THEN
        INSERT INTO term_counts (kind, name, post_count) VALUES (its_kind, its_name, delta);
    ELSIF share <= 0 THEN
        WITH free AS (
            SELECT id FROM term_counts WHERE kind = its_kind AND name = its_name
            FOR UPDATE SKIP LOCKED),
        dropped AS (
            DELETE FROM term_counts USING free WHERE term_counts.id = free.id RETURNING post_count)
        SELECT sum(post_count) INTO total FROM dropped;
        IF total <> 0 THEN
            INSERT INTO term_counts (kind, name, post_count) VALUES (its_kind, its_name, total);
        END IF;
    END IF;
END
$$;
