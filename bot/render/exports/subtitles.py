"""Subtitles: WebVTT (www.w3.org/TR/webvtt1) and SubRip, which nobody ever specified.

In WebVTT `&<>` are escaped. SubRip has no escapes, and players take tags of HTML and of ASS for
what they are: their brackets become others that look alike.
"""

from collections.abc import Iterator

from bot.domain.transcript import Transcript
from bot.render.cues import Cue, cues, short

_ALIKE = str.maketrans("<>{}", "\u2039\u203a()")
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def srt(transcript: Transcript) -> str:
    """SubRip; whoever begins to speak is named in the text."""
    return "\n".join(_srt(transcript)) or "\n"


def vtt(transcript: Transcript) -> str:
    """WebVTT; the speaker is each cue's voice."""
    return "\n".join(["WEBVTT", "", *_vtt(transcript)])


def _srt(transcript: Transcript) -> Iterator[str]:
    for number, cue in enumerate(cues(transcript), start=1):
        who = f"{short(cue.speaker)}: " if cue.speaker and cue.opens else ""
        first, *rest = cue.lines
        yield str(number)
        yield _times(cue, ",")
        yield from (line.translate(_ALIKE) for line in [(who + first).rstrip(), *rest])
        yield ""


def _vtt(transcript: Transcript) -> Iterator[str]:
    for cue in cues(transcript):
        who = f"<v {_annotation(cue.speaker)}>" if cue.speaker else ""
        text = "\n".join(filter(None, cue.lines)).translate(_ESCAPED)
        yield from [_times(cue, "."), who + text, ""]


def _annotation(name: str) -> str:
    """No name ends with a dash: with the tag's end, two of them would make an arrow."""
    safe = name.translate(_ESCAPED)
    return f"{safe[:-1]}&#45;" if safe.endswith("-") else safe


def _times(cue: Cue, point: str) -> str:
    return f"{_stamp(cue.start, point)} --> {_stamp(cue.end, point)}"


def _stamp(seconds: float, point: str) -> str:
    whole, milliseconds = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{milliseconds:03}"
