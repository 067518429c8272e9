-- What people made of a result, how far its thread shows that, what stands in each post; and a
-- channel's names and jargon.
CREATE TABLE editions (
  job_id TEXT PRIMARY KEY REFERENCES jobs (id),
  body TEXT NOT NULL
) WITHOUT ROWID;
ALTER TABLE jobs ADD COLUMN edition INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN edition_shown INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rules ADD COLUMN words TEXT NOT NULL DEFAULT '';
ALTER TABLE outbox ADD COLUMN shown TEXT;
