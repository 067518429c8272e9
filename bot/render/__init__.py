"""Values in, text and blocks out: everything people read, and nothing else."""
