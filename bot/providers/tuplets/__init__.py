"""Tuplets AI: transcripts with speakers, redaction and notes, by its REST API of version 1.0."""
