-- Keep post_counters.view_count: the sum of the views of each post.
-- A transition table exists only for its own event, so each branch names only its own.
CREATE OR REPLACE FUNCTION count_post_views() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    post_ids bigint[];
    deltas bigint[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(post_id), array_agg(n) INTO post_ids, deltas FROM (
            SELECT post_id, sum(count)::bigint AS n FROM new_rows
            GROUP BY post_id
        ) AS gained;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(post_id), array_agg(-n) INTO post_ids, deltas FROM (
            SELECT post_id, sum(count)::bigint AS n FROM old_rows
            GROUP BY post_id
        ) AS lost;
    ELSE
        SELECT array_agg(post_id), array_agg(n) INTO post_ids, deltas FROM (
            SELECT post_id, sum(n)::bigint AS n FROM (
                SELECT post_id, sum(count)::bigint AS n FROM new_rows
                GROUP BY post_id
                UNION ALL
                SELECT post_id, -sum(count)::bigint AS n FROM old_rows
                GROUP BY post_id
            ) AS changes
            GROUP BY post_id HAVING sum(n) <> 0
        ) AS changed;
    END IF;
    IF post_ids IS NOT NULL THEN
        PERFORM add_to_counters(post_ids, deltas, 'view_count');
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_inserted AFTER INSERT ON post_views
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_post_views();

CREATE OR REPLACE TRIGGER count_updated AFTER UPDATE ON post_views
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_post_views();

CREATE OR REPLACE TRIGGER count_deleted AFTER DELETE ON post_views
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_post_views();
