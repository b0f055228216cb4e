-- Record revisions of posts for writers that do not: the previous release, and SQL by hand.
-- Sessions of this release set `blog_api.records_revisions` and do it themselves.
-- The old version is recorded too: it may be older than the table of revisions.
CREATE OR REPLACE FUNCTION record_unrecorded_posts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO revision_texts (sha256, body)
        SELECT DISTINCT ON (1) sha256(convert_to(content, 'UTF8')), content
        FROM new_rows ORDER BY 1
        ON CONFLICT (sha256) DO UPDATE SET depth = revision_texts.depth WHERE false;
        INSERT INTO post_revisions (
            post_id, version, created_at, via, content_hash, content_length, slug,
            provisional_slug, title, excerpt, excerpt_given, category, tags, image_url, status,
            published_at
        )
        SELECT id, version, updated_at, 'edit', sha256(convert_to(content, 'UTF8')),
            length(content), slug, provisional_slug, title, excerpt, excerpt_given, category, tags,
            image_url, status, published_at
        FROM new_rows
        ON CONFLICT DO NOTHING;
    ELSE
        INSERT INTO revision_texts (sha256, body)
        SELECT DISTINCT ON (1) sha256(convert_to(content, 'UTF8')), content
        FROM (
            SELECT o.content FROM old_rows o JOIN new_rows n USING (id) WHERE o.version <> n.version
            UNION ALL
            SELECT n.content FROM old_rows o JOIN new_rows n USING (id) WHERE o.version <> n.version
        ) AS texts ORDER BY 1
        ON CONFLICT (sha256) DO UPDATE SET depth = revision_texts.depth WHERE false;
        INSERT INTO post_revisions (
            post_id, version, created_at, via, changed, content_hash, content_length, slug,
            provisional_slug, title, excerpt, excerpt_given, category, tags, image_url, status,
            published_at
        )
        SELECT o.id, o.version, o.updated_at, 'migration', '{}',
            sha256(convert_to(o.content, 'UTF8')), length(o.content), o.slug, o.provisional_slug,
            o.title, o.excerpt, o.excerpt_given, o.category, o.tags, o.image_url, o.status,
            o.published_at
        FROM old_rows o JOIN new_rows n USING (id) WHERE o.version <> n.version
        UNION ALL
        SELECT n.id, n.version, now(), 'edit',
            array_remove(ARRAY[
                CASE WHEN o.title <> n.title THEN 'title' END,
                CASE WHEN o.slug <> n.slug THEN 'slug' END,
                CASE WHEN o.excerpt <> n.excerpt THEN 'excerpt' END,
                CASE WHEN o.content <> n.content THEN 'content' END,
                CASE WHEN o.category IS DISTINCT FROM n.category THEN 'category' END,
                CASE WHEN o.tags <> n.tags THEN 'tags' END,
                CASE WHEN o.image_url IS DISTINCT FROM n.image_url THEN 'image_url' END,
                CASE WHEN o.status <> n.status THEN 'status' END,
                CASE WHEN o.published_at IS DISTINCT FROM n.published_at THEN 'published_at' END
            ], NULL),
            sha256(convert_to(n.content, 'UTF8')), length(n.content), n.slug, n.provisional_slug,
            n.title, n.excerpt, n.excerpt_given, n.category, n.tags, n.image_url, n.status,
            n.published_at
        FROM old_rows o JOIN new_rows n USING (id) WHERE o.version <> n.version
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER record_unrecorded_inserted AFTER INSERT ON posts
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT
WHEN (current_setting('blog_api.records_revisions'::text, true) IS DISTINCT FROM 'on'::text)
EXECUTE FUNCTION record_unrecorded_posts();

CREATE OR REPLACE TRIGGER record_unrecorded_updated AFTER UPDATE ON posts
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT
WHEN (current_setting('blog_api.records_revisions'::text, true) IS DISTINCT FROM 'on'::text)
EXECUTE FUNCTION record_unrecorded_posts();
