-- Return the ids of posts that match a query, in no order.
-- Sequential scans are off: the planner assumes that a thousandth of all posts matches any query,
-- and would read the whole table for a rare word.
CREATE OR REPLACE FUNCTION matching_posts(query tsquery, at_most bigint)
RETURNS SETOF bigint LANGUAGE plpgsql STABLE ROWS 1000
SET enable_seqscan = off SET enable_indexscan = off AS $$
BEGIN
    RETURN QUERY SELECT post_id FROM post_search WHERE document @@ query LIMIT at_most;
END
$$;
