-- The oldest result whose lines are not in the index yet, though its thread may have them.
SELECT job_id, body FROM results WHERE job_id = (
  SELECT results.job_id FROM results JOIN jobs ON jobs.id = results.job_id
  WHERE jobs.state IN ('posting', 'done')
    AND NOT EXISTS (SELECT 1 FROM heard WHERE heard.job_id = results.job_id)
  ORDER BY results.created_at LIMIT 1
)
