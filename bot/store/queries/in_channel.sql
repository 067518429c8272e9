SELECT * FROM jobs WHERE team = :team AND channel = :channel
ORDER BY created_at DESC, number DESC LIMIT :limit
