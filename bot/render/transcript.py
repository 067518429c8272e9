"""The transcript as a text file: every word, a line per utterance."""

from pathlib import PurePosixPath

from bot.domain.job import Job
from bot.domain.message import TextFile
from bot.domain.notes import Caveat, Result
from bot.domain.transcript import Segment, Transcript
from bot.render import words
from bot.render.amounts import clock, count
from bot.render.escape import file_name, one_line


def transcript(job: Job, result: Result) -> TextFile:
    """The file for the thread, named after the recording."""
    told = result.transcript
    facts = [count(len(told.speakers), "speaker")] if told.speakers else []
    rough = any(warned.caveat is Caveat.ROUGH for warned in result.warned)
    kind = "Rough transcript" if rough else "Transcript"
    title = " · ".join([kind, *facts, count(told.words, "word")])
    return TextFile(
        name=f"{stem(job)}.txt",
        title=title,
        text=transcript_text(told),
    )


def stem(job: Job) -> str:
    """A file's name without its extension: that of the recording."""
    name = PurePosixPath(job.source.name.replace("\\", "/")).name or job.title
    return file_name(name.rpartition(".")[0] or name) or "transcript"


def transcript_text(transcript: Transcript) -> str:
    """`[h:mm:ss] Speaker: text`; what nobody knows is left out."""
    lines = [utterance(segment) for segment in transcript.segments if segment.text.strip()]
    return "\n".join(lines or [words.NOTHING_SAID]) + "\n"


def utterance(segment: Segment) -> str:
    """One line of it."""
    time = f"[{clock(segment.start)}] " if segment.start is not None else ""
    who = f"{speaker(segment.speaker)}: " if segment.speaker else ""
    return f"{time}{who}{one_line(segment.text)}"


def heading(segment: Segment) -> str:
    """When it was said, and by whom, as far as that is known: `0:12:40 Speaker 1:`."""
    at = clock(segment.start) if segment.start is not None else ""
    who = f"{speaker(segment.speaker)}:" if segment.speaker else ""
    return f"{at} {who}".strip()


def speaker(name: str) -> str:
    """A speaker's name without colons, so that the first one ends it."""
    return one_line(name.replace(":", " "))
