INSERT INTO results (job_id, body, created_at) VALUES (:job_id, :body, :at)
ON CONFLICT (job_id) DO UPDATE SET body = excluded.body
