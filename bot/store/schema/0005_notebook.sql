-- What notetakers keep, and what their calls cost. Money is in millionths of a US dollar; `usd` is
-- NULL while nobody knows yet what a call came to: until then it is as good as what was set aside.
CREATE TABLE notebook (
  key TEXT PRIMARY KEY,
  job_id TEXT NOT NULL, -- '' where it is of no recording
  body TEXT NOT NULL,
  at REAL NOT NULL
) WITHOUT ROWID;
CREATE INDEX notebook_by_job ON notebook (job_id);

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,
  job_id TEXT NOT NULL,
  at REAL NOT NULL,
  reserved INTEGER NOT NULL,
  usd INTEGER,
  tokens INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX ledger_by_job ON ledger (job_id);
CREATE INDEX ledger_by_time ON ledger (at);
CREATE INDEX ledger_open ON ledger (id) WHERE usd IS NULL;
