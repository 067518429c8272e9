SELECT 1 FROM jobs WHERE account = :account AND state = 'submitting' LIMIT 1
