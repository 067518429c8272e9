UPDATE inbox SET settled_at = :at WHERE key = :key
