SELECT id, state, attempts, crashes, updated_at, due_at, post_due_at FROM jobs
WHERE due_at IS NOT NULL OR post_due_at IS NOT NULL
