UPDATE outbox SET shown = :shown WHERE job_id = :job_id AND part = :part
