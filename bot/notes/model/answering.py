"""Answers by a language model, from the lines that it is given and from nothing else."""

from collections.abc import Iterator, Sequence

from bot.domain.errors import Fault, Rejected
from bot.domain.notetaking import Answer, Question
from bot.notes.model.asked import Asked
from bot.notes.model.claims import POINT, Claims
from bot.notes.model.client import Model
from bot.notes.model.draft import ANSWER, Claim, Reply
from bot.notes.model.faults import Overlong
from bot.notes.model.lines import Line, lines_of
from bot.notes.model.prompts import ANSWER as RULES
from bot.notes.model.prompts import fenced
from bot.notes.model.tokens import estimate

AROUND = 2  # lines on either side of a passage
_FULL = 0.5  # of the window; a question needs no more
_TRIES = 4
_NOT_SAID = Answer(moments=())


class ModelAnswerer:
    """An answerer (`domain/notetaking.py`)."""

    def __init__(self, model: Model) -> None:
        self._model = model

    async def answer(self, question: Question) -> Answer:
        lines = lines_of(question.transcript)
        window = await self._model.window()
        for _ in range(_TRIES):
            given = _fitting(question, lines, int(window * _FULL))
            if not given:
                return _NOT_SAID
            try:
                reply = await self._model.ask(question.job, _asked(question, given))
            except Overlong:
                window, before = await self._model.window(), window
                if window == before:  # fewer passages make no shorter answer
                    break
            else:
                return self._checked(reply, question, lines, given)
        raise Rejected("notes: the model cannot even take a few lines", Fault.FAILED)

    def _checked(
        self, reply: Reply, question: Question, lines: Sequence[Line], given: Sequence[Line]
    ) -> Answer:
        """Only with lines that it was given; prose only where they bear it out."""
        numbers = {line.number for line in given}
        cited = [number for number in reply.lines if number in numbers]
        if not reply.said or not cited:
            return _NOT_SAID
        claim = Claim(text=reply.answer or "", lines=cited)
        point = Claims(question.transcript, lines).point(claim, 2 * POINT)
        return Answer(
            moments=tuple(lines[number].moment for number in cited),
            text=point.text if point else None,
            origin=self._model.name,
        )


def _asked(question: Question, given: Sequence[Line]) -> Asked[Reply]:
    return Asked(
        name="answer",
        rules=RULES,
        data=fenced(given, question=question.words),
        schema=ANSWER,
        reads=Reply,
    )


def _fitting(question: Question, lines: Sequence[Line], room: int) -> list[Line]:
    """The passages, best first, and what was said around them, as far as there is room for it.

    In the order in which it was said.
    """
    by_segment: dict[int, list[Line]] = {}
    for line in lines:
        by_segment.setdefault(line.segment, []).append(line)
    found: dict[int, Line] = {}
    for line in (line for place in _around(question) for line in by_segment.get(place, ())):
        room -= estimate(str(line)) if line.number not in found else 0
        if room < 0:
            break
        found[line.number] = line
    return [found[number] for number in sorted(found)]


def _around(question: Question) -> Iterator[int]:
    """A passage alone seldom says why; what answers it stands in front of it or follows."""
    for off in sorted(range(-AROUND, AROUND + 1), key=abs):
        yield from (place + off for place in question.passages)
