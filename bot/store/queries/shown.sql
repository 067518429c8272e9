UPDATE jobs SET status_shown = :digest,
  post_due_at = CASE WHEN version = :version THEN :post_due_at ELSE post_due_at END
WHERE id = :id
