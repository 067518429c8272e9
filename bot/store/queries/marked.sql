SELECT at FROM marks WHERE name = :name
