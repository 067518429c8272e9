-- Calls that a dead process was making may have been charged for.
UPDATE ledger SET usd = reserved WHERE usd IS NULL
