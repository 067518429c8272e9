UPDATE jobs SET failure = json_set(failure, '$.said', '')
WHERE id = :job_id AND json_extract(failure, '$.said') <> ''
