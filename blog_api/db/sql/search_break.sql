-- Break up text that the parser of PostgreSQL or normalize() would take quadratic time for.
-- Long runs of other scripts are cut; runs of CJK are split by search_split().
-- U+001F separates the pieces of a split; U+E000 and U+E001 delimit highlights.
CREATE OR REPLACE FUNCTION search_break(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF octet_length(words) = length(words) THEN
        RETURN searchable(words);
    END IF;
    RETURN regexp_replace(
        translate(words, U&'_<>@/~\001f\e000\e001', '       '), '[^\s<<CJK>>]{100}', '\& ', 'g'
    );
END
$$;
