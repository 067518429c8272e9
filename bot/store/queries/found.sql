-- A link led to a file: it is that file's job from now on.
UPDATE jobs SET reuse_key = :reuse_key, file_id = :file_id WHERE id = :id
