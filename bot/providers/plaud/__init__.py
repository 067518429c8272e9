"""Plaud: transcripts with speakers, by the partner API of Plaud Embedded."""
