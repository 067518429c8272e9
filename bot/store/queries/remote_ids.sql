SELECT remote_id FROM jobs WHERE provider = :provider AND remote_id IS NOT NULL
