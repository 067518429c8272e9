INSERT INTO lines (id, start, speaker, text)
VALUES ((:recording << 20) + :line, :start, :speaker, :text)
