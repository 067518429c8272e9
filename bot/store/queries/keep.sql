-- Of a recording that is being withdrawn nothing more is kept: it may have been forgotten already.
INSERT INTO notebook (key, job_id, body, at)
SELECT :key, :job_id, :body, :at
WHERE NOT EXISTS (SELECT 1 FROM jobs WHERE id = :job_id AND cancel_at IS NOT NULL)
ON CONFLICT (key) DO UPDATE SET job_id = excluded.job_id, body = excluded.body, at = excluded.at
