-- Names and words that people gave.
DELETE FROM editions WHERE job_id IN (SELECT id FROM jobs WHERE created_at < :at)
