SELECT id, state, crashes, due_at, post_due_at FROM jobs
WHERE due_at <= :until OR post_due_at <= :until
