"""How well action items are found: against the dialogue acts that annotators linked to them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.notes.extract import actions
from bot.notes.extract.owners import Owners
from bot.notes.extract.passages import passages_of
from tests.bench.notes_data import Promises
from tests.bench.notes_learn import Learnt, learn_tasks

FIRST, FOLDS = 3, 6


@dataclass(frozen=True, slots=True)
class Score:
    """In per cent. F1, precision and recall are of the acts that would be shown; `found` is the
    share of items of which an act is among the first three of its meeting, `right` that of the
    first three which are of an item."""

    f1: float
    precision: float
    recall: float
    found: float
    right: float

    def line(self) -> str:
        return (
            f"F1 {self.f1:.1f} (precision {self.precision:.1f}, recall {self.recall:.1f});"
            f" first {FIRST}: {self.found:.1f} % of items found, {self.right:.1f} % right"
        )


def measured(meetings: Sequence[tuple[Promises, Learnt | None]]) -> Score:
    """Of meetings, each with the weights that it is to be judged by (None: ours)."""
    shown = hits = wanted = items = found = first = right = 0
    for meeting, weights in meetings:
        ranked = list(_ranked(meeting, weights))
        kept = {line for value, line in ranked[: actions.MOST] if value >= actions.LEAST}
        top = {line for _, line in ranked[:FIRST]}
        shown, hits = shown + len(kept), hits + len(kept & meeting.lines)
        wanted, items = wanted + len(meeting.lines), items + len(meeting.items)
        found += sum(bool(item & top) for item in meeting.items)
        first, right = first + len(top), right + len(top & meeting.lines)
    precision, recall = hits / max(1, shown), hits / max(1, wanted)
    f1 = 2 * hits / max(1, shown + wanted)
    return Score(*(100 * v for v in (f1, precision, recall, found / items, right / max(1, first))))


def crossed(by_people: Sequence[Promises], by_machine: Sequence[Promises]) -> dict[str, Score]:
    """Each meeting judged by what was learnt from the meetings of other groups."""
    everything = [*by_people, *by_machine]
    groups = sorted({meeting.name[:6] for meeting in everything})
    weights: dict[str, Learnt] = {}
    for fold in range(FOLDS):
        held = set(islice(groups, fold, None, FOLDS))
        learnt = learn_tasks([meeting for meeting in everything if meeting.name[:6] not in held])
        weights |= dict.fromkeys(held, learnt)
    return {
        how: measured([(meeting, weights[meeting.name[:6]]) for meeting in meetings])
        for how, meetings in (("by people", by_people), ("by a machine", by_machine))
    }


def _ranked(meeting: Promises, weights: Learnt | None) -> Iterator[tuple[float, int]]:
    """Lines by how likely they are an action item, as the notes rank them; likeliest first."""
    segments = meeting.transcript.segments
    passages = passages_of(segments)
    owners = Owners(meeting.transcript.speakers, ())
    scores = actions.ranked(segments, passages, owners, weights or actions.TASKS)
    best: dict[int, float] = {}
    for value, passage in zip(scores, passages, strict=True):
        best[passage.line] = max(value, best.get(passage.line, actions.NEVER))
    yield from sorted(((value, line) for line, value in best.items()), reverse=True)
