-- What lets a job outlive every fault: how it is to end when it is stopped, why it waits, how
-- often the process died while it was being worked on, and its story, a line a change.
ALTER TABLE jobs ADD COLUMN ending TEXT;
UPDATE jobs SET ending = CASE WHEN withdrawn THEN 'withdrawn' ELSE 'cancelled' END
WHERE cancel_at IS NOT NULL;
ALTER TABLE jobs DROP COLUMN withdrawn;
ALTER TABLE jobs ADD COLUMN waiting TEXT;
ALTER TABLE jobs ADD COLUMN waiting_since REAL;
ALTER TABLE jobs ADD COLUMN stepping INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN crashes INTEGER NOT NULL DEFAULT 0;
CREATE INDEX jobs_stepping ON jobs (id) WHERE stepping = 1;

CREATE TABLE events (
  job_id TEXT NOT NULL REFERENCES jobs (id),
  at REAL NOT NULL,
  state TEXT NOT NULL,
  why TEXT
);
CREATE INDEX events_by_job ON events (job_id);

-- An account's request budget as it stands, written before each request that it allows.
CREATE TABLE budgets (
  account TEXT PRIMARY KEY,
  level TEXT NOT NULL
);

-- How long a service needs, learned from finished jobs.
CREATE TABLE paces (
  name TEXT PRIMARY KEY,
  pace TEXT NOT NULL
);

-- When we last had a connection to Slack ('heard'), and the like.
CREATE TABLE marks (
  name TEXT PRIMARY KEY,
  at REAL NOT NULL
);
