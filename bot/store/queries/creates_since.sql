SELECT COUNT(*) AS n FROM creates WHERE account = :account AND at > :since
