SELECT body FROM notebook WHERE key = :key
