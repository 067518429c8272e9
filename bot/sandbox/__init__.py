"""A Slack workspace and the transcription services in miniature, on loopback, in memory.

It serves newcomers (`threadscribe sandbox`) and the tests. It shares no code with the bot, so it
cannot share its mistakes; where it differs from the real services, it is meant to be stricter.
"""

from bot.sandbox.clock import Clock
from bot.sandbox.server import Sandbox
from bot.sandbox.slack.files import Upload

__all__ = ["Clock", "Sandbox", "Upload"]
