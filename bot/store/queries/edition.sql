SELECT body FROM editions WHERE job_id = :job_id
