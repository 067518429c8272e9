INSERT INTO outbox (job_id, part, seq, body, state, attempts)
VALUES (:job_id, :part, :seq, :body, 'waiting', 0)
ON CONFLICT (job_id, part) DO NOTHING
