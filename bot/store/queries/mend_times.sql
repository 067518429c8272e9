-- Arranged by a clock that has been set back since.
UPDATE jobs SET due_at = :now WHERE due_at > :now AND updated_at > :now
