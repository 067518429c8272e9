DELETE FROM heard WHERE job_id = :job_id
