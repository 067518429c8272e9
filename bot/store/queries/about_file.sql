SELECT * FROM jobs WHERE team = :team AND file_id = :file_id
