SELECT * FROM jobs WHERE team = :team AND number = :number
