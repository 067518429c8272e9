SELECT 1 FROM jobs WHERE account = :account AND state = 'submitting' AND id <> :id LIMIT 1
