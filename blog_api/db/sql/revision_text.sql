-- Return a text of revisions, put together from its bases; NULL for an unknown hash.
CREATE OR REPLACE FUNCTION revision_text(wanted bytea) RETURNS text
LANGUAGE plpgsql STABLE AS $$
DECLARE
    found revision_texts;
    below text;
BEGIN
    SELECT * INTO found FROM revision_texts WHERE sha256 = wanted;
    IF found.base IS NULL THEN
        RETURN found.body;
    END IF;
    below := revision_text(found.base);
    RETURN left(below, found.prefix) || found.body || right(below, found.suffix);
END
$$;
