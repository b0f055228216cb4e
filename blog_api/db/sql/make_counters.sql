-- Insert the row of counters of each new post.
CREATE OR REPLACE FUNCTION make_counters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO post_counters (post_id) SELECT id FROM new_rows;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER make_counters AFTER INSERT ON posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION make_counters();
