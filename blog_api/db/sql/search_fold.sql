-- Fold accents and ligatures, so that a query without them matches.
-- Of Cyrillic letters only stress marks and the dots of yo are removed: short i without its breve
-- is another letter, and stemmers would not know its endings. A capture group makes the expression
-- five times slower, hence two expressions. A character can become 18, hence the cuts.
CREATE OR REPLACE FUNCTION search_fold(words text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
BEGIN
    IF words !~ '[^<<PLAIN>>]' THEN
        RETURN words;
    END IF;
    words := left(normalize(words, NFKD), 300000);
    IF words ~ '[<<CYRILLIC>>]' THEN
        words := regexp_replace(
            words,
            '([<<LATIN_OR_GREEK>>])[\u0300-\u036f]+|([\u0415\u0435])\u0308|([<<CYRILLIC>>])\u0301'
            '|[<<DROPPED>>]',
            '\1\2\3',
            'g'
        );
    ELSE
        words := regexp_replace(words, '[\u0300-\u036f<<DROPPED>>]+', '', 'g');
    END IF;
    words := left(normalize(words, NFC), 100000);
    IF words ~ '[øØđĐłŁħĦıðÐςßẞæÆœŒ]' THEN
        words := translate(words, 'øØđĐłŁħĦıðÐς', E'oOdDlLhHidD\u03c3');
        words := replace(replace(replace(words, 'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe');
        words := replace(replace(replace(words, 'ẞ', 'SS'), 'Æ', 'AE'), 'Œ', 'OE');
    END IF;
    RETURN words;
END
$$;
