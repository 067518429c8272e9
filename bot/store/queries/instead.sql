-- This part is said in other rows; its own is gone. What was forgotten meanwhile stays forgotten.
DELETE FROM outbox WHERE job_id = :job_id AND part = :part AND body IS NOT NULL
RETURNING part
