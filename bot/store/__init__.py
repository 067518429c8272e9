"""MEMORY: the tables are the truth; whoever wants to know asks them."""
