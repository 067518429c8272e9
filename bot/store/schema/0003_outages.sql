-- When nothing could be written; and for how many seconds that held a job up.
CREATE TABLE outages (
  since REAL NOT NULL,
  until REAL NOT NULL
);
ALTER TABLE jobs ADD COLUMN held REAL;
