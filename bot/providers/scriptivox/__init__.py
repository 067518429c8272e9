"""Scriptivox: transcripts with speakers in 119 languages, by its REST API of version 1."""
