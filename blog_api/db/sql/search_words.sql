-- Return the text that the search document is made of.
-- A tsvector holds 1 MB. A bigram takes up to 12 bytes of it, any other character up to 8 (hyphenated
-- words of rare scripts), and search_fold() leaves 100,000 characters: hence the limits.
CREATE OR REPLACE FUNCTION search_words(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    at_most integer := 50000;
BEGIN
    IF octet_length(words) = length(words) THEN
        RETURN searchable(words);
    END IF;
    words := search_fold(search_break(words));
    IF length(regexp_replace(words, '[<<CJK>>]+', '', 'g')) > 40000 THEN
        at_most := 25000;
    END IF;
    RETURN search_split(search_emoji(words), at_most);
END
$$;
