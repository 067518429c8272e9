-- Lines that have these words, newest recordings first, of those recordings alone that are in
-- their threads in these channels.
SELECT heard.job_id, lines.start, lines.speaker, lines.text
FROM spoken JOIN lines ON lines.id = spoken.rowid JOIN heard ON heard.id = spoken.rowid >> 20
WHERE spoken MATCH :words AND spoken.rowid >> 20 IN (
  SELECT heard.id FROM heard JOIN jobs ON jobs.id = heard.job_id
  WHERE jobs.team = :team AND jobs.channel IN (SELECT value FROM json_each(:channels))
    AND (jobs.state = 'done' OR (jobs.state = 'posting' AND jobs.cancel_at IS NULL))
)
ORDER BY spoken.rowid DESC LIMIT :limit
