UPDATE ledger SET usd = :usd, tokens = :tokens
WHERE id = (
  SELECT MIN(id) FROM ledger WHERE job_id = :job_id AND reserved = :reserved AND usd IS NULL
)
