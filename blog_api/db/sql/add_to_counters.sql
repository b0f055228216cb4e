-- Add deltas to one counter of several posts.
-- Counters are locked in the order of ids, so that two bulk changes cannot deadlock.
CREATE OR REPLACE FUNCTION add_to_counters(post_ids bigint[], deltas bigint[], counter text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM post_counters WHERE post_id = ANY (post_ids) ORDER BY post_id FOR UPDATE;
    EXECUTE format(
        'UPDATE post_counters c SET %1$I = c.%1$I + d.delta
         FROM unnest($1, $2) AS d (post_id, delta) WHERE c.post_id = d.post_id', counter)
    USING post_ids, deltas;
END
$$;
