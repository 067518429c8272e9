INSERT INTO editions (job_id, body) VALUES (:job_id, :body)
ON CONFLICT (job_id) DO UPDATE SET body = excluded.body
