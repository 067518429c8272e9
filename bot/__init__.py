"""Threadscribe: share a recording in Slack, read its notes in the thread."""

__version__ = "0.1.0"
