-- One change, if nobody else made one first; the thread is to show it now. What is over is due
-- again only to have its notes written anew.
UPDATE jobs SET edition = :revision, post_due_at = :at, due_at = :due_at
WHERE id = :id AND edition = :revision - 1
RETURNING id
