-- Split runs of CJK into bigrams: `abc` becomes `a ab bc c`.
-- Each character is written twice with a separator between the two. After `at_most` pieces the rest
-- of the CJK is dropped, since a tsvector holds 1 MB.
CREATE OR REPLACE FUNCTION search_split(words text, at_most integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    pieces text[];
BEGIN
    IF words !~ '[<<CJK>>]' THEN
        RETURN words;
    END IF;
    words := regexp_replace(
        regexp_replace(words, '[<<CJK>>]+', E'\x1f\\&\x1f', 'g'),
        '[<<CJK>>]', E'\\&\x1f\\&', 'g'
    );
    pieces := string_to_array(words, E'\x1f');
    IF cardinality(pieces) <= at_most THEN
        RETURN words;
    END IF;
    RETURN array_to_string(pieces[:at_most], E'\x1f') || ' '
        || regexp_replace(array_to_string(pieces[at_most + 1:], ' '), '[<<CJK>>]+', '', 'g');
END
$$;
