UPDATE outbox SET state = 'sent', ref = :ref, sent_at = :at, body = NULL
WHERE job_id = :job_id AND part = :part
