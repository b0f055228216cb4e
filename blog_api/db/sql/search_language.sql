-- Return the configuration for text search.
-- The table stores its name: pg_upgrade refuses a column of type regconfig.
CREATE OR REPLACE FUNCTION search_language()
RETURNS regconfig LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT language::regconfig FROM search_settings
$$;
