DELETE FROM ledger WHERE at < :at
