-- From here on the call may have been made.
UPDATE outbox SET state = 'intended', intent_at = :at, ref = COALESCE(:ref, ref)
WHERE job_id = :job_id AND part = :part AND state <> 'dead'
  AND (part IN ('status', 'notice')
    OR EXISTS (SELECT 1 FROM jobs WHERE id = :job_id AND cancel_at IS NULL))
RETURNING part
