DELETE FROM notebook WHERE job_id = :job_id
