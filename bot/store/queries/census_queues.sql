SELECT
  (SELECT COUNT(*) FROM inbox WHERE settled_at IS NULL) AS inbox,
  (SELECT COUNT(*) FROM outbox WHERE state IN ('waiting', 'intended')) AS outbox
