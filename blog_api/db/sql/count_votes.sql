-- Keep post_counters.vote_count: the number of votes of each post,
-- without those of deleted accounts.
-- A transition table exists only for its own event, so each branch names only its own.
CREATE OR REPLACE FUNCTION count_votes() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    post_ids bigint[];
    deltas bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(post_id), array_agg(n) INTO post_ids, deltas FROM (
            SELECT post_id, count(*) AS n FROM new_rows
            WHERE is_counted GROUP BY post_id
        ) AS gained;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(post_id), array_agg(-n) INTO post_ids, deltas FROM (
            SELECT post_id, count(*) AS n FROM old_rows
            WHERE is_counted GROUP BY post_id
        ) AS lost;
    ELSE
        SELECT array_agg(post_id), array_agg(n) INTO post_ids, deltas FROM (
            SELECT post_id, sum(n)::bigint AS n FROM (
                SELECT post_id, count(*) AS n FROM new_rows
                WHERE is_counted GROUP BY post_id
                UNION ALL
                SELECT post_id, -count(*) AS n FROM old_rows
                WHERE is_counted GROUP BY post_id
            ) AS changes
            GROUP BY post_id HAVING sum(n) <> 0
        ) AS changed;
    END IF;
    IF post_ids IS NOT NULL THEN
        PERFORM add_to_counters(post_ids, deltas, 'vote_count');
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_inserted AFTER INSERT ON votes
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_votes();

CREATE OR REPLACE TRIGGER count_updated AFTER UPDATE ON votes
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_votes();

CREATE OR REPLACE TRIGGER count_deleted AFTER DELETE ON votes
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_votes();
