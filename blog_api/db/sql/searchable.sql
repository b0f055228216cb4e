-- Remove the characters that make the parser of PostgreSQL look ahead for email addresses, paths
-- and comments, in quadratic time (100 kB of `1@a` took minutes), and break up long runs.
CREATE OR REPLACE FUNCTION searchable(words text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(regexp_replace(words, '[_<>@/~]', ' ', 'g'), '\S{100}', '\& ', 'g')
$$;
