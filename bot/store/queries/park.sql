UPDATE jobs SET stepping = 0 WHERE stepping = 1 AND (:id IS NULL OR id = :id)
