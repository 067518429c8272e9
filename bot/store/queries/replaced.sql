-- Another file says it now.
UPDATE outbox SET state = 'replaced', body = NULL WHERE job_id = :job_id AND part = :part
