"""Notes without a model: what was said, picked by its wording."""

from bot.notes.extract.notetaker import Extract

__all__ = ["Extract"]
