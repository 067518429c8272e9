SELECT * FROM jobs WHERE team = :team AND channel = :channel AND thread = :thread
ORDER BY created_at DESC, number DESC LIMIT :limit
