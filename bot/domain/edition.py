"""What people made of a result: who is who, which words are wrong, what is no action item.

The result itself stays as the service gave it; whatever is shown of it is `edited` first.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar

from bot.domain.notes import ActionItem, Chapter, Decision, Moment, Notes, Point, Result
from bot.domain.transcript import Segment, Transcript, words_of
from bot.domain.vocabulary import Fix

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Whom people said a speaker to be; `user` where it is somebody in Slack."""

    name: str
    user: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Another format that somebody wanted, of the revision that there was then."""

    shape: str
    revision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All that people said of one result. `revision` grows with each change; 0: nobody said anything.

    `voices` are by our labels ("Speaker 1"); two with one name are one person. `dismissed` are
    lines of the transcript whose action items are none. `asked_at` is in epoch seconds.
    """

    revision: int = 0
    voices: Mapping[str, Voice] = field(default_factory=dict)
    named_by: str | None = None
    fixes: tuple[Fix, ...] = ()
    dismissed: tuple[int, ...] = ()
    files: tuple[Wanted, ...] = ()
    asked: int = 1  # how often the notes were to be written ...
    asked_at: float = 0.0
    writing: int = 1  # ... and how often they were

    @property
    def plain(self) -> bool:
        """Whether it changes nothing."""
        return not (self.voices or self.fixes or self.dismissed)


def edited(result: Result, edition: Edition, arranged: Sequence[Fix] = ()) -> Result:
    """The result as people want it read; `arranged` is what its channel has corrected always."""
    edition = replace(edition, fixes=(*arranged, *edition.fixes))
    if edition.plain:
        return result
    pen = _Pen(edition)
    notes = pen.notes(result.notes) if result.notes else None
    return replace(result, transcript=pen.transcript(result.transcript), notes=notes)


class _Pen:
    """Writes names for labels and right words for wrong ones."""

    def __init__(self, edition: Edition) -> None:
        self._names = {label: voice.name for label, voice in edition.voices.items()}
        self._right = {fix.heard: fix.right for fix in edition.fixes}
        self._dismissed = frozenset(edition.dismissed)

    def transcript(self, transcript: Transcript) -> Transcript:
        return replace(transcript, segments=tuple(map(self._segment, transcript.segments)))

    def notes(self, notes: Notes) -> Notes:
        return replace(
            notes,
            summary=self._prose(notes.summary) if notes.summary else None,
            points=self._points(notes.points),
            decisions=_each(notes.decisions, self._decision),
            actions=_each(self._kept(notes.actions), self._action),
            risks=self._points(notes.risks),
            questions=self._points(notes.questions),
            topics=_each(notes.topics, self._prose),
            chapters=_each(notes.chapters, self._chapter),
        )

    def _segment(self, segment: Segment) -> Segment:
        text = self._correct(segment.text)
        named = replace(segment, speaker=self._name(segment.speaker))
        if text == segment.text:
            return named
        words = (replace(word, text=self._correct(word.text)) for word in segment.words)
        return replace(named, text=text, heard=segment.text, words=words_of(text, words))

    def _kept(self, actions: tuple[ActionItem, ...] | None) -> tuple[ActionItem, ...] | None:
        if actions is None:
            return None
        return tuple(a for a in actions if not (a.moment and a.moment.line in self._dismissed))

    def _points(self, points: tuple[Point, ...] | None) -> tuple[Point, ...] | None:
        return _each(points, self._point)

    def _point(self, point: Point) -> Point:
        return replace(point, text=self._prose(point.text), moment=self._moment(point.moment))

    def _decision(self, decision: Decision) -> Decision:
        moment = self._moment(decision.moment)
        return replace(decision, text=self._prose(decision.text), moment=moment)

    def _action(self, action: ActionItem) -> ActionItem:
        return replace(
            action,
            text=self._prose(action.text),
            owner=self._name(action.owner),
            moment=self._moment(action.moment),
        )

    def _chapter(self, chapter: Chapter) -> Chapter:
        return replace(chapter, title=self._prose(chapter.title))

    def _moment(self, moment: Moment | None) -> Moment | None:
        """A quote is somebody's words: what is corrected in it stands in brackets."""
        if moment is None:
            return None
        quote = self._correct(moment.quote, bracketed=True)
        return replace(moment, quote=quote, speaker=self._name(moment.speaker))

    def _name(self, label: str | None) -> str | None:
        return self._names.get(label, label) if label else None

    def _prose(self, text: str) -> str:
        """Words of ours or a service's: they may call speakers by their labels."""
        named = self._labels.sub(lambda found: self._names[found[0]], text)
        return self._correct(named)

    def _correct(self, text: str, *, bracketed: bool = False) -> str:
        if not self._right:
            return text
        mark = "[{}]" if bracketed else "{}"
        return self._wrong.sub(lambda found: mark.format(self._right[found[0]]), text)

    @cached_property
    def _labels(self) -> re.Pattern[str]:
        return _whole(self._names)

    @cached_property
    def _wrong(self) -> re.Pattern[str]:
        return _whole(self._right)


def _whole(words: Mapping[str, str]) -> re.Pattern[str]:
    """Any of these, standing alone; the longest first, since one may begin another."""
    longest = sorted(words, key=len, reverse=True)
    any_of = "|".join(map(re.escape, longest)) or "(?!)"
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)")


def _each(items: tuple[T, ...] | None, change: Callable[[T], T]) -> tuple[T, ...] | None:
    return None if items is None else tuple(map(change, items))
