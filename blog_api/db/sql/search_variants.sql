-- Widen a query by the accented words of a text that fold to a word of the query.
-- A headline shows the text with its accents.
CREATE OR REPLACE FUNCTION search_variants(language regconfig, words text, query tsquery)
RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    WITH tokens AS (
        SELECT DISTINCT token FROM ts_parse('default', words)
        WHERE octet_length(token) <> length(token) AND token !~ '[<<CJK>>\s]'
    ), folded AS (
        SELECT * FROM (
            SELECT string_to_array(string_agg(token, E'\n'), E'\n') AS tokens,
                string_to_array(search_fold(string_agg(token, E'\n')), E'\n') AS folds
            FROM tokens
        ) AS lists, unnest(tokens, folds) AS pair (token, fold)
        WHERE token <> fold
    ), variants AS (
        SELECT plainto_tsquery(language, token) AS variant FROM folded
        WHERE to_tsvector(language, fold)
            @@ replace(replace(replace(query::text, '<->', '|'), '&', '|'), '!', '')::tsquery
        LIMIT 100
    )
    SELECT coalesce(
        query || (
            SELECT string_agg('(' || variant::text || ')', ' | ')::tsquery
            FROM variants WHERE numnode(variant) > 0
        ),
        query
    )
$$;
