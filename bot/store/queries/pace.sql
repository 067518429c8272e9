SELECT pace AS body FROM paces WHERE name = :name
