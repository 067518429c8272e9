SELECT provider, language, speakers FROM rules WHERE team = :team AND channel = :channel
