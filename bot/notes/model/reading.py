"""Has a model read a recording, part by part; each part is paid for once."""

import hashlib
from collections.abc import Sequence

from pydantic import ValidationError

from bot.domain.errors import Fault, Rejected
from bot.domain.notetaking import Brief, Notebook
from bot.notes.model.asked import Asked, M
from bot.notes.model.client import Model
from bot.notes.model.draft import MERGED, NOTES, Claim, Draft, Points, kept, some
from bot.notes.model.faults import Overlong
from bot.notes.model.lines import Line
from bot.notes.model.prompts import MERGE, VERSION, fenced
from bot.notes.model.prompts import NOTES as RULES
from bot.notes.model.tokens import estimate
from bot.notes.model.windows import Windows

MOST_CALLS = 200  # for one recording; eight hours are ten where a model reads 24,000 tokens
_TOO_MUCH = "too much"  # kept in place of a draft
_OVERHEAD = 600  # tokens of the form, and of what stands around the lines


class Reading:
    """Of one brief by one model."""

    def __init__(self, model: Model, notebook: Notebook, brief: Brief) -> None:
        self._model = model
        self._notebook = notebook
        self._brief = brief
        self._calls = 0

    async def drafts(self, lines: Sequence[Line]) -> list[Draft]:
        """The drafts of all parts, in their order."""
        about = self._about()
        windows = Windows(lines, _OVERHEAD + estimate(RULES) + estimate(str(about)))
        found = []
        while not windows.over:
            part = windows.next(await self._model.window())
            asked = Asked(
                name="notes",
                rules=RULES,
                data=fenced(part, **about),
                schema=NOTES,
                reads=Draft,
            )
            draft = await self._once("notes", list(map(str, part)), asked)
            if draft is not None:
                found.append(draft)
                windows.done()
            elif not windows.shorten():
                raise Rejected("notes: the model cannot even take a few lines", Fault.FAILED)
        return found

    async def shortened(self, claims: Sequence[Claim]) -> list[Claim]:
        """The summary of the whole, from those of its parts; each with all of its lines."""
        lines = [
            Line(number=n, segment=n, text=claim.text, start=0.0, speaker=None)
            for n, claim in enumerate(claims)
        ]
        windows = Windows(lines, _OVERHEAD + estimate(MERGE))
        found: list[Claim] = []
        while not windows.over:
            part = windows.next(await self._model.window())
            rows = [f"[{line.number}] {line.text}" for line in part]
            asked = Asked(
                name="summary",
                rules=MERGE,
                data=fenced(rows, title=self._brief.title),
                schema=MERGED,
                reads=Points,
            )
            points = await self._once("merge", rows, asked)
            if points is None and not windows.shorten():
                return list(claims)
            if points is not None:
                found += [_traced(point, claims) for point in some(points.points)]
                windows.done()
        return found

    def _about(self) -> dict[str, object]:
        brief = self._brief
        return {
            "title": brief.title,
            "recorded on": brief.day,
            "people": list(brief.people),
            "names and jargon": list(brief.words),
        }

    async def _once(self, kind: str, rows: Sequence[str], asked: Asked[M]) -> M | None:
        """An answer from the notebook, or else from the model; None when it was too much."""
        text = "\n".join([f"{kind} {VERSION} {self._brief.writing}", *rows])
        key = f"{kind} {hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"
        before = await self._notebook.kept(key)
        if before == _TOO_MUCH:
            return None
        try:
            if before is not None:
                return asked.reads.model_validate_json(before)
        except ValidationError:  # written by another version
            pass
        return await self._asked(key, asked)

    async def _asked(self, key: str, asked: Asked[M]) -> M | None:
        self._calls += 1
        if self._calls > MOST_CALLS:
            raise Rejected("notes: too long for this model", Fault.TOO_LONG)
        job = self._brief.job
        try:
            answer = await self._model.ask(job, asked)
        except Overlong:
            await self._notebook.keep(key, job, _TOO_MUCH)
            return None
        text = kept(answer) if isinstance(answer, Draft) else answer.model_dump_json()
        await self._notebook.keep(key, job, text)
        return answer


def _traced(point: Claim, claims: Sequence[Claim]) -> Claim:
    """A sentence about sentences, with the lines of those."""
    whence = [claims[n] for n in point.lines if n < len(claims)]
    first = [claim.lines[0] for claim in whence if claim.lines]
    more = [line for claim in whence for line in claim.lines[1:]]
    return Claim(text=point.text, lines=[*first, *more])
