SELECT * FROM outbox WHERE job_id = :job_id ORDER BY seq
