-- Times are epoch seconds. JSON columns hold domain values as bot/store/rows.py writes them.

CREATE TABLE inbox (
  key TEXT PRIMARY KEY,
  body TEXT NOT NULL,
  at REAL NOT NULL,
  settled_at REAL
);
CREATE INDEX inbox_unsettled ON inbox (at) WHERE settled_at IS NULL;

CREATE TABLE jobs (
  id TEXT PRIMARY KEY,
  dedupe_key TEXT NOT NULL UNIQUE,
  reuse_key TEXT NOT NULL,
  number INTEGER NOT NULL,
  run INTEGER NOT NULL,
  team TEXT NOT NULL,
  channel TEXT NOT NULL,
  thread TEXT,
  message_ts TEXT,
  file_id TEXT,
  sharer TEXT NOT NULL,
  requester TEXT NOT NULL,
  source TEXT NOT NULL,
  wish TEXT NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  due_at REAL,
  post_due_at REAL,
  created_at REAL NOT NULL,
  updated_at REAL NOT NULL,
  attempts INTEGER NOT NULL,
  provider TEXT,
  account TEXT,
  seconds REAL,
  handles TEXT,
  intent_at REAL,
  submitted_at REAL,
  remote_id TEXT,
  ticket TEXT,
  progress TEXT,
  failure TEXT,
  spent TEXT NOT NULL,
  cost TEXT,
  finished_at REAL,
  status_shown TEXT,
  cancel_at REAL,
  cancel_by TEXT,
  withdrawn INTEGER NOT NULL DEFAULT 0,
  UNIQUE (team, number)
);
CREATE INDEX jobs_due ON jobs (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX jobs_post_due ON jobs (post_due_at) WHERE post_due_at IS NOT NULL;
CREATE INDEX jobs_by_channel ON jobs (team, channel, created_at);
CREATE INDEX jobs_by_message ON jobs (team, channel, message_ts);
CREATE INDEX jobs_by_file ON jobs (team, file_id) WHERE file_id IS NOT NULL;
CREATE INDEX jobs_by_reuse ON jobs (reuse_key);
CREATE UNIQUE INDEX jobs_by_remote ON jobs (provider, remote_id) WHERE remote_id IS NOT NULL;
-- At most one paid call per account whose answer we do not know: that is what makes
-- looking for it afterwards unambiguous.
CREATE UNIQUE INDEX jobs_one_unanswered ON jobs (account) WHERE state = 'submitting';

CREATE TABLE outbox (
  job_id TEXT NOT NULL REFERENCES jobs (id),
  part TEXT NOT NULL,
  seq INTEGER NOT NULL,
  body TEXT,
  state TEXT NOT NULL,
  intent_at REAL,
  attempts INTEGER NOT NULL,
  ref TEXT,
  sent_at REAL,
  PRIMARY KEY (job_id, part)
);

CREATE TABLE results (
  job_id TEXT PRIMARY KEY REFERENCES jobs (id),
  body BLOB NOT NULL,
  created_at REAL NOT NULL
);

CREATE TABLE creates (
  job_id TEXT NOT NULL,
  account TEXT NOT NULL,
  at REAL NOT NULL
);
CREATE INDEX creates_by_account ON creates (account, at);
