INSERT INTO budgets (account, level) VALUES (:name, :body)
ON CONFLICT (account) DO UPDATE SET level = excluded.level
