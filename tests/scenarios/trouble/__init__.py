"""Stories of what goes wrong on the way, and of what becomes of it."""
