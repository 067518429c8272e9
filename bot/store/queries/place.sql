UPDATE jobs SET thread = :thread, message_ts = :thread WHERE id = :id AND thread IS NULL
