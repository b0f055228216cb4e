-- Expand every lexeme of a query that has CJK.
CREATE OR REPLACE FUNCTION search_expand_all(query text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN query ~ '[<<CJK>>]' THEN (
        SELECT string_agg(
            CASE WHEN piece ~ '^''.*[<<CJK>>]'
            THEN search_expand(
                piece, coalesce(before ~ '> $', false), coalesce(after ~ '^ <', false)
            )
            ELSE piece END,
            '' ORDER BY place
        )
        FROM (
            SELECT found[1] AS piece, place,
                lag(found[1]) OVER (ORDER BY place) AS before,
                lead(found[1]) OVER (ORDER BY place) AS after
            FROM regexp_matches(query, $x$'(?:[^']|'')*'(?::\*)?|[^']+$x$, 'g')
                WITH ORDINALITY AS f (found, place)
        ) AS pieces
    ) ELSE query END
$$;
