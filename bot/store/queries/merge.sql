-- One step of making the index one piece, in which nothing is left of what was deleted
-- (sqlite.org/fts5.html#the_merge_command; negative: until there is one piece).
INSERT INTO spoken (spoken, rank) VALUES ('merge', -:pages)
