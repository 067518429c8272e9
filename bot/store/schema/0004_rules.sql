-- What a channel has arranged for its recordings, and which services could not take a job.
CREATE TABLE rules (
  team TEXT NOT NULL,
  channel TEXT NOT NULL,
  provider TEXT,
  language TEXT,
  speakers INTEGER NOT NULL,
  failover INTEGER NOT NULL,
  by TEXT NOT NULL, -- who arranged it
  at REAL NOT NULL,
  PRIMARY KEY (team, channel)
) WITHOUT ROWID;
ALTER TABLE jobs ADD COLUMN passed TEXT;
