SELECT 1 FROM jobs
WHERE reuse_key = :reuse_key AND number < :number AND team = :team
  AND state IN ('accepted', 'sending', 'ready', 'submitting', 'running', 'noting')
  AND cancel_at IS NULL
LIMIT 1
