-- What is set aside and not yet settled counts as spent.
INSERT INTO ledger (job_id, at, reserved)
SELECT :job_id, :at, :usd
WHERE :usd + (
    SELECT COALESCE(SUM(COALESCE(usd, reserved)), 0) FROM ledger WHERE job_id = :job_id
  ) <= :per_job
  AND :usd + (
    SELECT COALESCE(SUM(COALESCE(usd, reserved)), 0) FROM ledger WHERE at >= :midnight
  ) <= :per_day
RETURNING id
