DELETE FROM inbox WHERE settled_at IS NOT NULL AND at < :at
