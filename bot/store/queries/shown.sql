UPDATE jobs SET status_shown = :digest WHERE id = :id
