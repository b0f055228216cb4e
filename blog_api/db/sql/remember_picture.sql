-- Queue the file of a deleted image for removal from the storage.
CREATE OR REPLACE FUNCTION remember_picture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO picture_removals (name) VALUES (OLD.name) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$;

CREATE OR REPLACE TRIGGER remember_picture AFTER DELETE ON pictures
FOR EACH ROW EXECUTE FUNCTION remember_picture();
