"""The JSON of OpenAI-compatible servers, in their own words; never leaves this folder.

Field names by OpenAI's API reference, "Create transcription", which the others follow more or less.
"""

from pydantic import FiniteFloat

from bot.http.lenient import Many, Maybe, Text, Wire


class Segment(Wire):
    """A phrase; `speaker` in `diarized_json` alone."""

    start: Maybe[FiniteFloat] = None
    end: Maybe[FiniteFloat] = None
    text: Maybe[Text] = None
    speaker: Maybe[Text] = None
    avg_logprob: Maybe[FiniteFloat] = None


class Answer(Wire):
    """What was said: `json` has the text alone. whisper.cpp's and OpenAI's languages are names."""

    text: Maybe[Text] = None
    language: Maybe[Text] = None
    duration: Maybe[FiniteFloat] = None
    segments: Many[Segment] = None
