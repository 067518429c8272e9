SELECT body FROM inbox WHERE settled_at IS NULL ORDER BY at LIMIT :limit
