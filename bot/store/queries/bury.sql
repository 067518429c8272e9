-- Whoever was being worked on when the process died may be what killed it.
UPDATE jobs SET crashes = crashes + 1, stepping = 0 WHERE stepping = 1 RETURNING id
