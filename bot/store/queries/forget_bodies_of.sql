UPDATE outbox SET body = NULL, state = 'dead'
WHERE job_id = :job_id AND body IS NOT NULL AND part <> 'notice'
