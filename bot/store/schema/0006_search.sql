-- What was said in recordings that are in their threads, line by line, and an index of its words.
-- A recording has a number, its lines those from number << 20 on: whose line a hit is, and with
-- that who may see it, is known without looking anything up.
CREATE TABLE heard (
  id INTEGER PRIMARY KEY,
  job_id TEXT NOT NULL UNIQUE REFERENCES results (job_id) ON DELETE CASCADE
);
CREATE TABLE lines (
  id INTEGER PRIMARY KEY,
  start REAL,
  speaker TEXT,
  text TEXT NOT NULL -- letters of scripts without spaces stand apart (domain/terms.py)
);
CREATE VIRTUAL TABLE spoken USING fts5 (
  text,
  content = 'lines',
  content_rowid = 'id',
  columnsize = 0,
  tokenize = 'unicode61 remove_diacritics 2'
);

-- Whatever forgets a result forgets its lines. The index only notes that words are gone: they are
-- out of the file once it is merged, which 'debris' asks for (store/spoken.py).
CREATE TRIGGER unheard AFTER DELETE ON heard BEGIN
  INSERT INTO spoken (spoken, rowid, text)
  SELECT 'delete', id, text FROM lines WHERE id >= old.id << 20 AND id < old.id + 1 << 20;
  DELETE FROM lines WHERE id >= old.id << 20 AND id < old.id + 1 << 20;
  INSERT INTO marks (name, at) VALUES ('debris', 1) ON CONFLICT (name) DO UPDATE SET at = at + 1;
END;

CREATE INDEX jobs_by_thread ON jobs (team, channel, thread) WHERE thread IS NOT NULL;
