INSERT INTO events (job_id, at, state, why) VALUES (:job_id, :at, :state, :why)
