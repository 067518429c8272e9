-- What is done has something more to say. The version is another one, so that whoever delivers just
-- now does not note that all was said.
UPDATE jobs SET post_due_at = :at, updated_at = :at, version = version + 1
WHERE id = :id AND state = 'done'
RETURNING id
