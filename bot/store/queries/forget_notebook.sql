DELETE FROM notebook WHERE at < :at
