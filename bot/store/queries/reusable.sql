-- The newest result of the same recording with the same options in the same team.
SELECT results.body FROM results JOIN jobs ON jobs.id = results.job_id
WHERE jobs.reuse_key = :reuse_key AND jobs.id <> :id
  AND jobs.state IN ('posting', 'done', 'undeliverable')
ORDER BY results.created_at DESC LIMIT 1
