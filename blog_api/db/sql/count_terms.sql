-- Keep term_counts: the number of live published posts of each tag and category.
-- The array of a post is its tags and then its category, which may be null; generate_series is as
-- long as that array, so one pass tells tags from the category.
-- A transition table exists only for its own event, so each branch names only its own.
CREATE OR REPLACE FUNCTION count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM add_to_term(
            CASE WHEN is_category THEN 'category' ELSE 'tag' END, name, sum(n)::bigint
        )
        FROM (
            SELECT unnest(tags || category) AS name,
                generate_series(0, cardinality(tags)) = cardinality(tags) AS is_category, 1 AS n
            FROM new_rows WHERE deleted_at IS NULL AND status = 'published'
        ) AS gained
        WHERE name IS NOT NULL GROUP BY is_category, name;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM add_to_term(
            CASE WHEN is_category THEN 'category' ELSE 'tag' END, name, sum(n)::bigint
        )
        FROM (
            SELECT unnest(tags || category) AS name,
                generate_series(0, cardinality(tags)) = cardinality(tags) AS is_category, -1 AS n
            FROM old_rows WHERE deleted_at IS NULL AND status = 'published'
        ) AS lost
        WHERE name IS NOT NULL GROUP BY is_category, name;
    ELSE
        PERFORM add_to_term(
            CASE WHEN is_category THEN 'category' ELSE 'tag' END, name, sum(n)::bigint
        )
        FROM (
            SELECT unnest(tags || category) AS name,
                generate_series(0, cardinality(tags)) = cardinality(tags) AS is_category, 1 AS n
            FROM new_rows WHERE deleted_at IS NULL AND status = 'published'
            UNION ALL
            SELECT unnest(tags || category) AS name,
                generate_series(0, cardinality(tags)) = cardinality(tags) AS is_category, -1 AS n
            FROM old_rows WHERE deleted_at IS NULL AND status = 'published'
        ) AS changed
        WHERE name IS NOT NULL GROUP BY is_category, name HAVING sum(n) <> 0;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER count_terms_inserted AFTER INSERT ON posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION count_terms();

CREATE OR REPLACE TRIGGER count_terms_updated AFTER UPDATE ON posts
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION count_terms();

CREATE OR REPLACE TRIGGER count_terms_deleted AFTER DELETE ON posts
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION count_terms();
