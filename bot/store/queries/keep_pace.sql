INSERT INTO paces (name, pace) VALUES (:name, :body)
ON CONFLICT (name) DO UPDATE SET pace = excluded.pace
