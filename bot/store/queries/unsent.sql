UPDATE outbox SET state = :state, attempts = :attempts, ref = NULL, intent_at = NULL,
  body = CASE WHEN :state = 'dead' THEN NULL ELSE body END
WHERE job_id = :job_id AND part = :part
