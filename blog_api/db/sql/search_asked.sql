-- Prepare the words of a query as search_words() prepares those of a document.
CREATE OR REPLACE FUNCTION search_asked(words text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(search_emoji(search_fold(search_break(words))), '-\s+(?=emoji)', '-', 'g'),
        '(?<=[^\s"-])[-.:,+]+(?=[<<CJK>>])|(?<=[<<CJK>>])[-.:,+]+(?=\S)', ' ', 'g'
    )
$$;
