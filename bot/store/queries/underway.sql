-- What a service works on, oldest first, in pages: as little of it as its account needs.
SELECT id, number, account, remote_id, submitted_at, seconds,
  json_extract(wish, '$.speakers') AS speakers, json_extract(wish, '$.redact') AS redact
FROM jobs
WHERE state = 'running' AND attempts = 0 AND cancel_at IS NULL AND due_at IS NOT NULL
  AND remote_id IS NOT NULL AND (submitted_at, number, id) > (:submitted_at, :number, :id)
ORDER BY submitted_at, number, id LIMIT :limit
