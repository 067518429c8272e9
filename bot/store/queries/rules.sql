SELECT provider, language, speakers, failover FROM rules WHERE team = :team AND channel = :channel
