SELECT at, state, why FROM events WHERE job_id = :job_id ORDER BY rowid
