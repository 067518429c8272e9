"""Aitronos: transcripts with speakers, redaction, summaries and findings, by its REST API v1."""
