SELECT 1 FROM jobs WHERE id = :id AND cancel_at IS NOT NULL
