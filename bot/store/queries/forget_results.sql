DELETE FROM results WHERE created_at < :at RETURNING job_id
