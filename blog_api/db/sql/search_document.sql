-- Return the search document of a post.
-- It also holds the form with accents: a stemmer knows more endings by them, and the release before
-- bigrams asks for it.
CREATE OR REPLACE FUNCTION search_document(title text, excerpt text, content text)
RETURNS tsvector LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE
    language regconfig := search_language();
    body text := left(content, 100000);
    whole text := concat(title, excerpt, body);
    document tsvector :=
        setweight(to_tsvector(language, search_words(title)), 'A')
        || setweight(to_tsvector(language, search_words(excerpt)), 'B')
        || setweight(to_tsvector(language, search_words(body)), 'C');
    former tsvector;
BEGIN
    IF octet_length(whole) = length(whole)
        OR language = 'simple'::regconfig AND NOT (SELECT keeps_former_terms FROM search_settings)
    THEN
        RETURN document;
    END IF;
    former :=
        setweight(to_tsvector(language, searchable(title)), 'A')
        || setweight(to_tsvector(language, searchable(excerpt)), 'B')
        || setweight(to_tsvector(language, searchable(body)), 'C');
    -- A tsvector holds 1 MB.
    IF pg_column_size(document) + pg_column_size(former) > 1000000 THEN
        RETURN document;
    END IF;
    RETURN document || former;
END
$$;
