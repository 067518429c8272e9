UPDATE outbox SET state = 'sent', ref = :ref, sent_at = :at, shown = :shown, body = NULL
WHERE job_id = :job_id AND part = :part
