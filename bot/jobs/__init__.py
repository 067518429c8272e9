"""THE ENGINE: a recording survives a restart at every step."""
