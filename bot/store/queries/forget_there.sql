-- What its service made of it is to be deleted there, too.
UPDATE jobs SET due_at = :at
WHERE id = :job_id AND finished_at IS NOT NULL AND remote_id IS NOT NULL
RETURNING state, crashes
