"""An OpenAI-compatible speech server in miniature (API reference, "Create transcription").

Left out: `srt` and `vtt`, streaming, prompts, word times, known speakers. Where the page is silent
this server decides like this, on the strict side:

- An unknown field is refused, and so is any that does not go with the format or the model.
- The format is checked before the recording is looked at; a refusal costs nothing.
- A request that was accepted is work that is paid for, even when nobody waits for its answer.
"""

from bot.sandbox.providers.openai.job import Job
from bot.sandbox.providers.openai.service import Speech
from bot.sandbox.providers.pace import INSTANT, PEOPLE, Pace

__all__ = ["INSTANT", "PEOPLE", "Job", "Pace", "Speech"]
