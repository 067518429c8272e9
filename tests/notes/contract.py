"""What every notetaker must keep to: each claim shows where it was said, and it was said there.

A notetaker's suite derives from `NotetakerContract` and gives it a `notetaker`.
"""

from collections.abc import Iterator

import pytest

from bot.domain.notes import Moment, Notes
from bot.domain.notetaking import Brief, Notetaker
from bot.domain.transcript import Segment, Transcript

LONGEST = 1_000  # characters of a claim
MOST = 100  # claims of a kind


def said(
    *lines: tuple[str | None, str], timed: bool = True, language: str | None = "en"
) -> Transcript:
    """A transcript of (speaker, text), ten seconds a line."""
    return Transcript(
        segments=tuple(
            Segment(text=text, speaker=who, start=10.0 * at if timed else None)
            for at, (who, text) in enumerate(lines)
        ),
        language=language,
    )


def brief(transcript: Transcript, **more) -> Brief:
    return Brief(job="job", title="Weekly", transcript=transcript, **more)


_LINES = (
    ("Maya", "Is the offline mode ready, and do we ship it on Tuesday?"),
    ("Tom", "Sync is stable. We ran the offline mode on forty phones over the weekend."),
    ("Maya", "Um, the battery is what worries me: older phones lose six percent an hour."),
    ("Tom", "I'll have the battery fix in review by Friday."),
    ("Priya", "The help page still says that you need a connection."),
    ("Maya", "Could you rewrite the help page, Priya?"),
    ("Priya", "Sure, I'll publish the new help page on Monday."),
)
MEETING = said(*_LINES)
TRANSCRIPTS = {
    "a meeting": MEETING,
    "without times": said(*_LINES, timed=False),
    "without speakers": said(*((None, text) for _, text in _LINES)),
    "one line": said(_LINES[3]),
    "one giant line": said((None, " ".join(text for _, text in _LINES) * 20)),
    "blank lines": said((None, " "), _LINES[3], (None, "")),
    "no language": said(*_LINES, language=None),
    "German": said(
        ("Anna", "Die Lieferung von gestern ist nicht angekommen."),
        ("Jan", "Dann bringe ich die zwölf Kilo morgen früh selbst vorbei."),
        language="de",
    ),
    "nothing": said(),
}


def claims(notes: Notes) -> Iterator[tuple[str, Moment | None]]:
    """Everything that notes claim, and its moment."""
    parts = (notes.points, notes.decisions, notes.actions, notes.risks, notes.questions)
    for part in parts:
        for claim in part or ():
            yield claim.text, claim.moment


def check(notes: Notes, transcript: Transcript) -> None:
    """Every claim has a moment, and it is true; nothing is without limits."""
    for text, moment in claims(notes):
        assert 0 < len(text) <= LONGEST
        assert moment is not None
        assert moment.line is not None
        assert 0 <= moment.line < len(transcript.segments)
        segment = transcript.segments[moment.line]
        assert moment.quote.strip()
        assert moment.quote in segment.text
        assert moment.start == (segment.start or 0.0)
        assert moment.speaker == segment.speaker
    for part in (notes.points, notes.decisions, notes.actions, notes.topics):
        assert len(part or ()) <= MOST


class NotetakerContract:
    """Derive from it; override `notetaker`."""

    @pytest.fixture
    def notetaker(self) -> Notetaker:
        raise NotImplementedError

    @pytest.mark.parametrize("name", TRANSCRIPTS)
    async def test_every_claim_was_said_where_it_says(self, notetaker, name):
        notes = await notetaker.write(brief(TRANSCRIPTS[name]))

        check(notes, TRANSCRIPTS[name])

    async def test_notes_say_who_made_them(self, notetaker):
        notes = await notetaker.write(brief(MEETING))

        assert notes.origin == notetaker.name
        assert notes.maker is notetaker.maker
