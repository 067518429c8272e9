"""Transcription on this machine: nothing leaves it, and nothing is charged."""
