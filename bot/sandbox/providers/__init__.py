"""Transcription services in miniature, and the ear behind them."""
