SELECT at FROM creates WHERE account = :account ORDER BY at DESC LIMIT 1 OFFSET :before
