SELECT COALESCE(SUM(usd), 0) AS usd FROM ledger WHERE job_id = :job_id
