-- This part is said in other rows; its own is gone.
DELETE FROM outbox WHERE job_id = :job_id AND part = :part
