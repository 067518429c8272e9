SELECT total_changes() AS n
