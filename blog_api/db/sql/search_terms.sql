-- Return the query for some words; `prefix` is the last word if it may be unfinished.
CREATE OR REPLACE FUNCTION search_terms(words text, prefix text)
RETURNS tsquery LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    language regconfig := search_language();
    whole text := websearch_to_tsquery(language, search_asked(words));
    terms tsquery;
    accented tsquery;
BEGIN
    IF right(whole, 1) = ''''
        AND numnode(websearch_to_tsquery(language, search_asked(prefix))) > 0
    THEN
        whole := whole || ':*';
    END IF;
    terms := search_expand_all(whole);
    IF language = 'simple'::regconfig OR octet_length(words) = length(words) THEN
        RETURN terms;
    END IF;
    accented := search_query(words, prefix);
    RETURN CASE WHEN accented = terms THEN terms ELSE terms || accented END;
END
$$;
