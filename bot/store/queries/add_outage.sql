INSERT INTO outages (since, until) VALUES (:since, :until)
