-- Record revisions of comments for writers that do not, as `record_unrecorded_posts` of posts.
CREATE OR REPLACE FUNCTION record_unrecorded_comments() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO revision_texts (sha256, body)
    SELECT DISTINCT ON (1) sha256(convert_to(content, 'UTF8')), content
    FROM (VALUES (OLD.content), (NEW.content)) AS texts (content) ORDER BY 1
    ON CONFLICT (sha256) DO UPDATE SET depth = revision_texts.depth WHERE false;
    INSERT INTO comment_revisions (
        comment_id, version, created_at, actor_id, via, content_hash, content_length
    )
    SELECT OLD.id, 1, OLD.updated_at, OLD.author_id, 'edit',
        sha256(convert_to(OLD.content, 'UTF8')), length(OLD.content)
    ON CONFLICT DO NOTHING;
    INSERT INTO comment_revisions (
        comment_id, version, via, content_hash, content_length
    )
    SELECT NEW.id, max(version) + 1, 'edit', sha256(convert_to(NEW.content, 'UTF8')),
        length(NEW.content)
    FROM comment_revisions WHERE comment_id = NEW.id
    -- A session of this release whose pooler lost the setting has recorded it in its statement.
    HAVING (array_agg(content_hash ORDER BY version DESC))[1]
        <> sha256(convert_to(NEW.content, 'UTF8'));
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER record_unrecorded_updated AFTER UPDATE OF content ON comments
FOR EACH ROW WHEN (old.content <> new.content
    AND current_setting('blog_api.records_revisions'::text, true) IS DISTINCT FROM 'on'::text)
EXECUTE FUNCTION record_unrecorded_comments();
