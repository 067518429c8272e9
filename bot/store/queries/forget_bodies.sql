UPDATE outbox SET body = NULL, state = 'dead'
WHERE body IS NOT NULL AND job_id IN (SELECT id FROM jobs WHERE created_at < :at)
