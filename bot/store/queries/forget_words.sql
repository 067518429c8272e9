-- What a service said of a recording may quote it.
UPDATE jobs SET failure = json_set(failure, '$.said', '')
WHERE created_at < :at AND finished_at IS NOT NULL AND json_extract(failure, '$.said') <> ''
