SELECT provider, language, speakers, failover, words FROM rules
WHERE team = :team AND channel = :channel
