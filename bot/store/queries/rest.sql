UPDATE jobs SET due_at = NULL WHERE id = :id AND finished_at IS NOT NULL
