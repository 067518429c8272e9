-- A word beside the transitions. A person's is taken until the first line of the result goes out;
-- that the recording or the thread is gone is always taken.
UPDATE jobs SET cancel_at = :at, cancel_by = :by, ending = :ending, due_at = :at
WHERE id = :id AND cancel_at IS NULL
  AND state NOT IN ('done', 'failed', 'cancelled', 'withdrawn', 'undeliverable')
  AND (:ending <> 'cancelled' OR NOT EXISTS (
    SELECT 1 FROM outbox
    WHERE job_id = :id AND part NOT IN ('status', 'notice') AND part NOT LIKE 'question%' AND state <> 'waiting'
  ))
RETURNING state, crashes
