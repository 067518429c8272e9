-- What people made of a result, how far its thread shows that, and what stands in each post.
CREATE TABLE editions (
  job_id TEXT PRIMARY KEY REFERENCES jobs (id),
  body TEXT NOT NULL
) WITHOUT ROWID;
ALTER TABLE jobs ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN edition_shown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE outbox ADD COLUMN shown TEXT;
