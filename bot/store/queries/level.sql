SELECT level AS body FROM budgets WHERE account = :name
