INSERT INTO heard (job_id) VALUES (:job_id) RETURNING id
