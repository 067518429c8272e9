DELETE FROM marks WHERE name = :name AND at = :at
