-- What a channel has arranged for its recordings.
CREATE TABLE rules (
  team TEXT NOT NULL,
  channel TEXT NOT NULL,
  provider TEXT,
  language TEXT,
  speakers INTEGER NOT NULL,
  by TEXT NOT NULL, -- who arranged it
  at REAL NOT NULL,
  PRIMARY KEY (team, channel)
) WITHOUT ROWID;
