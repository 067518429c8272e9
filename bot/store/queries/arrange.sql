INSERT INTO rules (team, channel, provider, language, speakers, by, at)
VALUES (:team, :channel, :provider, :language, :speakers, :by, :at)
ON CONFLICT (team, channel) DO UPDATE SET
  provider = excluded.provider,
  language = excluded.language,
  speakers = excluded.speakers,
  by = excluded.by,
  at = excluded.at
