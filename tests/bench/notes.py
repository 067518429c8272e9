"""How good the offline notes are, against data that people made: ROUGE of points on QMSum, action
items on AMI, as people and as a machine wrote it down; and how long eight hours take.

The data is not part of this repository. Put into DIR:

  QMSum/data/ALL/{train,val,test}/*.json          of Yale-LILY/QMSum on GitHub (MIT)
  CoreRank/data/meeting/lists/list.ami.{train,eval,test}
  CoreRank/data/meeting/ami/*.{da,da-asr,actions} of bearblog/CoreRank on GitHub; the AMI corpus
                                                  itself is CC BY 4.0

Without --data only the time is measured. Ends with 1 when a mark is missed.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from statistics import fmean
from time import process_time

from bot.domain.notetaking import Brief
from bot.domain.transcript import Segment, Transcript
from bot.notes.extract.notetaker import notes_of
from bot.render.gist import gist
from tests.bench import notes_data, notes_rivals, notes_tasks
from tests.bench.notes_data import Meeting
from tests.bench.rouge import rouge

Scores = tuple[float, float, float]

ROUGE_MARKS: Scores = (32.0, 6.0, 28.9)
SECONDS = 1.0
WORDS, SEGMENTS = 85_000, 7_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What was measured against the least (or most) that it may be."""

    name: str
    value: float
    mark: float
    at_most: bool = False

    @property
    def met(self) -> bool:
        return self.value <= self.mark if self.at_most else self.value >= self.mark

    def line(self) -> str:
        goal = f"{'at most' if self.at_most else 'at least'} {self.mark:g}"
        return f"  {self.name:44} {self.value:7.2f}  {goal:14} {'met' if self.met else 'MISSED'}"


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="poe bench-notes",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=Path, metavar="DIR", help="where the data is")
    parser.add_argument("--split", choices=("train", "dev", "test"), default="test")
    parser.add_argument(
        "--cross",
        action="store_true",
        help="only: action items, cross-validated on the train split",
    )
    args = parser.parse_args()
    marks = [_speed()] if not args.cross else []
    if args.data and not args.cross:
        found = _points(args.data / "QMSum", args.split) + _tasks(
            args.data / "CoreRank", args.split
        )
        marks += found if args.split == "test" else []
    if args.data and args.cross:
        _crossed(args.data / "CoreRank")
    for mark in marks:
        _say(mark.line())
    return 0 if all(mark.met for mark in marks) else 1


def posted(meeting: Meeting, *, about: bool = True, who: bool = False) -> str:
    """Our notes as they are posted, a sentence a line."""
    transcript = meeting.transcript
    notes = notes_of(Brief(job="", title="", transcript=transcript))
    lines = gist(notes, len(transcript.speakers))
    points = len(notes.points or ())
    top = [notes_data.lined(line) for line in lines[:-points]] if about else []
    names = [f"{point.moment.speaker}: " if who else "" for point in notes.points or ()]
    return "\n".join([*top, *map("".join, zip(names, lines[-points:], strict=True))])


WAYS: dict[str, Callable[[Meeting], str]] = {
    "random": notes_rivals.random,
    "lead": notes_rivals.lead,
    "TextRank": notes_rivals.textrank,
    "ours, the points alone": partial(posted, about=False),
    "ours, as posted": posted,
    "ours, with speakers' names": partial(posted, who=True),
    "greedy oracle": notes_rivals.oracle,
}
OURS = "ours, as posted"


def _points(folder: Path, split: str) -> list[Mark]:
    meetings = notes_data.qmsum(folder, "val" if split == "dev" else split)
    _say(f"QMSum, {split}: general summaries of {len(meetings)} meetings; F1 of ROUGE 1, 2, Lsum")
    scores = {name: _rouge(meetings, way) for name, way in WAYS.items()}
    for name, score in scores.items():
        _say(f"  {name:44} " + " ".join(f"{value:6.2f}" for value in score))
    names = ("ROUGE-1", "ROUGE-2", "ROUGE-Lsum")
    return [Mark(*each) for each in zip(names, scores[OURS], ROUGE_MARKS, strict=True)]


def _rouge(meetings: Sequence[Meeting], way: Callable[[Meeting], str]) -> Scores:
    """The mean over all summaries."""
    found = []
    for meeting in meetings:
        text = way(meeting)
        found += [rouge(summary, text) for summary in meeting.summaries]
    columns = zip(*((one.one, one.two, one.lsum) for one in found), strict=True)
    first, second, third = (100 * fmean(column) for column in columns)
    return first, second, third


def _tasks(folder: Path, split: str) -> list[Mark]:
    marks = []
    for heard, how in ((False, "by people"), (True, "by a machine")):
        meetings = notes_data.ami(folder, "eval" if split == "dev" else split, heard=heard)
        score = notes_tasks.measured([(meeting, None) for meeting in meetings])
        _say(f"AMI, {split}, written down {how}: {score.line()}")
        marks.append(Mark(f"action items, F1, {how}", score.f1, 22.0 if heard else 27.0))
        if not heard:
            marks.append(Mark("action items found in the first 3, %", score.found, 63.0))
            marks.append(Mark("right among the first 3, %", score.right, 35.0))
    return marks


def _crossed(folder: Path) -> None:
    by_people, by_machine = (
        notes_data.ami(folder, "train", heard=heard) for heard in (False, True)
    )
    for how, score in notes_tasks.crossed(by_people, by_machine).items():
        _say(f"AMI, train, in six folds, written down {how}: {score.line()}")


def _speed() -> Mark:
    brief = Brief(job="", title="", transcript=_long())
    seconds = []
    for _ in range(3):
        began = process_time()
        notes_of(brief)
        seconds.append(process_time() - began)
    return Mark("eight hours, s of CPU", min(seconds), SECONDS, at_most=True)


def _long() -> Transcript:
    """Eight hours of words that are as frequent as words are, with cues and names among them."""
    chance = Random(8)
    common = [
        "the",
        "of",
        "to",
        "and",
        "a",
        "in",
        "it",
        "we",
        "you",
        "that",
        "is",
        "i'll",
        "you'll",
        "need",
        "to",
        "can",
        "you",
        "by",
        "Friday",
        "do",
    ]
    rare = [
        f"{a}{b}{c}"
        for a in ("ba", "cho", "de", "fri")
        for b in ("lo", "mi", "na")
        for c in ("", "n", "ring", "s", "tion", "ver")
    ] * 40
    vocabulary = common + [f"{word}{at // 72}" for at, word in enumerate(rare)]
    shares = [1 / (at + 3) for at in range(len(vocabulary))]
    segments = []
    for at in range(SEGMENTS):
        said = chance.choices(
            vocabulary, shares, k=max(1, round(chance.expovariate(SEGMENTS / WORDS)))
        )
        text = " ".join(said).capitalize() + chance.choice(".,?")
        who = f"Speaker {chance.randrange(6)}"
        segments.append(Segment(text=text, start=4.0 * at, end=4.0 * at + 4, speaker=who))
    return Transcript(segments=tuple(segments), language="en")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
