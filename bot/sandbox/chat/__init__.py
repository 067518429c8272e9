"""A language model in miniature, behind the two APIs that models are asked by.

It thinks nothing: of the recordings that it knows it has notes, of others it makes some by their
wording. What it is strict about is the form: `chat.dialect` says which ways of asking for one it
honours, ignores or refuses, as servers differ in nothing so much. Left out: streaming, several
choices, pictures, parallel tools.
"""

from bot.sandbox.chat.asked import Asked
from bot.sandbox.chat.dialects import DIALECTS, Dialect
from bot.sandbox.chat.obeying import obey
from bot.sandbox.chat.service import Chat

__all__ = ["DIALECTS", "Asked", "Chat", "Dialect", "obey"]
