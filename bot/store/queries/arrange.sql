INSERT INTO rules (team, channel, provider, language, speakers, failover, words, by, at)
VALUES (:team, :channel, :provider, :language, :speakers, :failover, :words, :by, :at)
ON CONFLICT (team, channel) DO UPDATE SET
  provider = excluded.provider,
  language = excluded.language,
  speakers = excluded.speakers,
  failover = excluded.failover,
  words = excluded.words,
  by = excluded.by,
  at = excluded.at
