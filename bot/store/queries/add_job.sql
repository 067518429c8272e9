-- A new job with its team's next number, unless the same thing has one already. What was shared
-- while nothing could be written (or just before, by Slack's clock) has been held up by that.
INSERT INTO jobs (
  id, dedupe_key, reuse_key, number, run, team, channel, thread, message_ts, file_id, sharer,
  requester, source, wish, state, version, due_at, post_due_at, created_at, updated_at, attempts,
  failure, spent, finished_at, held
) VALUES (
  :id, :dedupe_key, :reuse_key,
  (SELECT COALESCE(MAX(number), 0) + 1 FROM jobs WHERE team = :team),
  :run, :team, :channel, :thread, :message_ts, :file_id, :sharer,
  :requester, :source, :wish, :state, 1, :due_at, :post_due_at, :at, :at, 0,
  :failure, 'nothing', :finished_at,
  (
    SELECT MAX(until - since) FROM outages
    WHERE CAST(:message_ts AS REAL) BETWEEN since - 60 AND until
      AND :at < until + 7200 AND :run = 1
  )
)
ON CONFLICT (dedupe_key) DO NOTHING
RETURNING *
