-- Return the query as releases before bigrams build it; search_terms() adds it for their documents.
-- `prefix` is the last word if it may be unfinished. It becomes a prefix unless it is a stop
-- word or a dictionary made more than one lexeme of it.
CREATE OR REPLACE FUNCTION search_query(words text, prefix text)
RETURNS tsquery LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN numnode(websearch_to_tsquery(language, searchable(prefix))) > 0
            AND right(whole::text, 1) = ''''
        THEN (whole::text || ':*')::tsquery
        ELSE whole
    END
    FROM search_language() AS language, websearch_to_tsquery(language, searchable(words)) AS whole
$$;
