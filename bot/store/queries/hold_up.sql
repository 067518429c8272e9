-- Nothing could be written for a while: whatever was due for longer than a moment, or would have
-- been seen to be finished, says so in its thread. A pause that Slack asked for is kept.
UPDATE jobs SET
  held = COALESCE(held, 0) + :until - :since, post_due_at = MAX(COALESCE(post_due_at, 0), :until)
WHERE due_at <= :late OR post_due_at <= :late
  OR state = 'running' AND :late >= COALESCE(
    json_extract(progress, '$.at') + json_extract(progress, '$.left'), 0
  )
RETURNING id, post_due_at
