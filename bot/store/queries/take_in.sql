-- What we were told, once per content key.
INSERT INTO inbox (key, body, at) VALUES (:key, :body, :at)
ON CONFLICT (key) DO NOTHING
RETURNING key
