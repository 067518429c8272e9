SELECT state, COUNT(*) AS n, MIN(due_at) AS due_at FROM jobs GROUP BY state
