INSERT INTO spoken (rowid, text)
SELECT id, text FROM lines WHERE id >= :recording << 20 AND id < :recording + 1 << 20
