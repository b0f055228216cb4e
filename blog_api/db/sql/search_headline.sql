-- Return excerpts of a post with its matches between U+E000 and U+E001.
-- Bigrams and emoji words are joined again.
CREATE OR REPLACE FUNCTION search_headline(content text, query tsquery, options text)
RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    language regconfig := search_language();
    shown text := search_break(content);
    emoji text;
BEGIN
    IF octet_length(shown) <> length(shown) THEN
        query := search_variants(language, shown, query);
    END IF;
    IF query::text ~ '[<<CJK>>]' THEN
        shown := search_split(shown, 300000);
    END IF;
    IF query::text ~ '''emoji[0-9a-f]+''' THEN
        shown := search_emoji(shown);
    END IF;
    shown := ts_headline(language, shown, query, options);
    shown := regexp_replace(shown, '([<<CJK>>])\ue001\x1f\ue000\1', '\1', 'g');
    shown := regexp_replace(shown, '([<<CJK>>])\x1f\ue000\1', U&'\e000\\1', 'g');
    shown := regexp_replace(shown, '([<<CJK>>])\ue001\x1f\1', U&'\\1\e001', 'g');
    shown := replace(regexp_replace(shown, '([<<CJK>>])\x1f\1', '\1', 'g'), E'\x1f', '');
    FOR emoji IN
        SELECT DISTINCT piece[1]
        FROM regexp_matches(shown, 'emoji(2[3-9a-b][0-9a-f]{2}|1f[0-9a-f]{3})', 'g') AS piece
    LOOP
        shown := regexp_replace(
            shown,
            ' ?(\ue000?)emoji' || emoji || '(\ue001?) ?',
            '\1' || chr(('x' || lpad(emoji, 8, '0'))::bit(32)::integer) || '\2',
            'g'
        );
    END LOOP;
    RETURN shown;
END
$$;
