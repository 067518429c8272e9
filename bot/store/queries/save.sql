-- One transition, if nobody else made one first. What people and the thread write beside the
-- transitions (cancel_*, ending, thread, status_shown) is not touched here. Who was cancelled
-- meanwhile stays due at once: a transition that did not know would have it wait, over a crash.
UPDATE jobs SET
  due_at = CASE
    WHEN cancel_at IS NOT NULL AND :cancel_at IS NULL AND :due_at IS NOT NULL THEN :updated_at
    ELSE :due_at
  END,
  state = :state, version = :version + 1, post_due_at = :post_due_at,
  updated_at = :updated_at, attempts = :attempts, provider = :provider, account = :account,
  passed = :passed,
  source = :source, seconds = :seconds, handles = :handles, intent_at = :intent_at,
  submitted_at = :submitted_at, remote_id = :remote_id, ticket = :ticket, progress = :progress,
  failure = :failure, spent = :spent, cost = :cost, finished_at = :finished_at,
  waiting = :waiting, waiting_since = :waiting_since, stepping = 0, crashes = 0
WHERE id = :id AND version = :version
  AND (cancel_at IS NULL OR :state NOT IN ('submitting', 'posting', 'asking'))
RETURNING id
