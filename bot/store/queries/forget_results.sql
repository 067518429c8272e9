-- One at a time: taking its lines out of the index takes a moment.
DELETE FROM results
WHERE job_id = (SELECT job_id FROM results WHERE created_at < :at LIMIT 1)
RETURNING job_id
