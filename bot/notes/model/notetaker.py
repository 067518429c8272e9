"""Notes by a language model: every claim has its moment, or is not there."""

from collections.abc import Sequence
from datetime import date

from bot.domain.notes import Maker, Notes, Point
from bot.domain.notetaking import Brief, Notebook
from bot.domain.ports import Clock
from bot.notes.model.claims import Claims
from bot.notes.model.client import Model
from bot.notes.model.draft import Claim, merged
from bot.notes.model.lines import Line, lines_of
from bot.notes.model.reading import Reading

_POINTS = 7
_DECISIONS, _ACTIONS, _OTHERS, _TOPICS, _CHAPTERS = 40, 60, 20, 8, 24


class ModelNotetaker:
    """A notetaker (`domain/notetaking.py`)."""

    maker = Maker.MODEL

    def __init__(self, model: Model, notebook: Notebook, clock: Clock) -> None:
        self.name = model.name
        self._model = model
        self._notebook = notebook
        self._clock = clock

    async def write(self, brief: Brief) -> Notes:
        lines = lines_of(brief.transcript)
        reading = Reading(self._model, self._notebook, brief)
        drafts = await reading.drafts(lines)
        claims = _claims(brief, lines)
        draft = merged(drafts)
        points = claims.backed(draft.points)
        if len(drafts) > 1 and len(points) > _POINTS:
            points = await _shortened(reading, claims, [claim for claim, _ in points])
        return Notes(
            origin=self.name,
            maker=self.maker,
            made_at=self._clock.now(),
            cost=await self._notebook.spent(brief.job) or None,
            points=tuple(point for _, point in points)[:_POINTS],
            decisions=claims.decisions(draft.decisions, _DECISIONS),
            actions=claims.actions(draft.actions, _ACTIONS),
            risks=claims.items(draft.risks, _OTHERS),
            questions=claims.items(draft.questions, _OTHERS),
            topics=claims.topics(draft.topics, _TOPICS),
            chapters=claims.chapters(draft.chapters, _CHAPTERS),
        )


def _claims(brief: Brief, lines: Sequence[Line]) -> Claims:
    day = date.fromisoformat(brief.day) if brief.day else None
    return Claims(brief.transcript, lines, people=brief.people, words=brief.words, day=day)


async def _shortened(
    reading: Reading, claims: Claims, parts: Sequence[Claim]
) -> list[tuple[Claim, Point]]:
    """The summary of the whole: again and again, until it is no longer than it may be."""
    while len(parts) > _POINTS:
        fewer = await reading.shortened(parts)
        backed = claims.backed(fewer)
        if not backed or len(backed) >= len(parts):
            break
        parts = [claim for claim, _ in backed]
    step = max(len(parts) / _POINTS, 1.0)  # no shorter: some of them, from all over
    return claims.backed([parts[int(n * step)] for n in range(min(len(parts), _POINTS))])
