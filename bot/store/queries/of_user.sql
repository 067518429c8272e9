SELECT * FROM jobs WHERE team = :team AND (sharer = :user OR requester = :user)
ORDER BY created_at DESC, number DESC LIMIT :limit
