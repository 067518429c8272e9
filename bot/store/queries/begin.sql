UPDATE jobs SET stepping = 1 WHERE id = :id
