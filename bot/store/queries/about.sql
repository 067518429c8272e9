SELECT * FROM jobs WHERE team = :team AND channel = :channel AND message_ts = :message_ts
