-- Give the images of a purged account to the present authors of the posts that it handed over.
-- An author who was removed before in the same statement gets none.
CREATE OR REPLACE FUNCTION pass_on_images() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO pictures (name, owner_id, kind, width, height, size)
    SELECT DISTINCT ON (image.name, post.author_id)
        image.name, post.author_id, 'post', image.width, image.height, image.size
    FROM handed_images AS handed
    JOIN pictures AS image ON image.name = handed.name AND image.owner_id = handed.owner_id
    JOIN posts AS post ON post.id = handed.post_id
    WHERE handed.owner_id = OLD.id AND post.author_id <> OLD.id
        AND EXISTS (SELECT FROM users WHERE users.id = post.author_id)
    ON CONFLICT DO NOTHING;
    RETURN OLD;
END
$$;

CREATE OR REPLACE TRIGGER pass_on_images BEFORE DELETE ON users
FOR EACH ROW EXECUTE FUNCTION pass_on_images();
