"""Notes that nobody wrote: passages picked from the transcript by their wording.

Works offline, in any language, for hours in less than a second. It never claims to have understood
anything: points and action items are what was said, without fillers, and there are no decisions,
because their wording tells too little.
"""

import asyncio

from bot.domain.notes import Maker, Notes, Point
from bot.domain.notetaking import Brief
from bot.domain.transcript import Transcript
from bot.notes.extract.actions import actions_of
from bot.notes.extract.cleaning import cleaned
from bot.notes.extract.function_words import ENGLISH
from bot.notes.extract.owners import Owners
from bot.notes.extract.passages import Passage, moment_of, passages_of
from bot.notes.extract.points import points_of
from bot.notes.extract.terms import terms_of
from bot.notes.extract.topics import topics_of

_ENGLISH = 0.35  # of the words, at least, are its function words


class Extract:
    """Fits the port `Notetaker`; never fails."""

    name = "wording"
    maker = Maker.EXTRACT

    async def write(self, brief: Brief) -> Notes:
        """Points and topics in any language; action items in English, elsewhere None."""
        return await asyncio.to_thread(notes_of, brief)


def notes_of(brief: Brief) -> Notes:
    """The same, at once: a second's work for a whole day's recording."""
    segments = brief.transcript.segments
    passages = passages_of(segments)
    english = _is_english(brief.transcript, passages)
    owners = Owners(brief.transcript.speakers, brief.people)
    terms = terms_of(passages, english)
    actions = actions_of(segments, passages, owners) if english else {}
    picked = points_of(segments, passages, terms, actions)
    return Notes(
        origin=Extract.name,
        maker=Maker.EXTRACT,
        points=tuple(
            Point(
                text=cleaned(passages[at].text, english=english),
                moment=moment_of(passages[at], segments),
            )
            for at in picked
        ),
        actions=tuple(actions.values()) if english else None,
        topics=topics_of(passages, terms, owners.words),
    )


def _is_english(transcript: Transcript, passages: list[Passage]) -> bool:
    """As the service says, else by the words that every English sentence has."""
    if transcript.language:
        return transcript.language.casefold().startswith("en")
    words = [word for passage in passages for word in passage.words]
    return sum(word in ENGLISH for word in words) >= _ENGLISH * len(words)
