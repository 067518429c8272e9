INSERT INTO creates (job_id, account, at) VALUES (:job_id, :account, :at)
