-- A person's word beside the transitions: taken until the first line of the result goes out.
UPDATE jobs SET cancel_at = :at, cancel_by = :by, withdrawn = :withdrawn, due_at = :at
WHERE id = :id AND cancel_at IS NULL
  AND state NOT IN ('done', 'failed', 'cancelled', 'withdrawn')
  AND NOT EXISTS (
    SELECT 1 FROM outbox
    WHERE job_id = :id AND part NOT IN ('status', 'question') AND state <> 'waiting'
  )
RETURNING state
