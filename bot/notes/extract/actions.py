"""What sounds like somebody is to do something: by wording only, so it may be wrong (English)."""

from collections.abc import Sequence
from math import log

from bot.domain.notes import ActionItem
from bot.domain.transcript import Segment
from bot.notes.extract.cleaning import cleaned
from bot.notes.extract.cues import DAYS, PROMISE, REQUEST, said
from bot.notes.extract.due import due_of
from bot.notes.extract.owners import Owners
from bot.notes.extract.passages import Passage, moment_of, sentences_of
from bot.notes.extract.promises import features, worded
from bot.notes.extract.weights import TASKS, scored
from bot.notes.extract.wording import word_set, words_of

MOST = 5
LEAST = -2.4  # log odds: where precision and recall were balanced on the train split
NEVER = -99.0

# The meetings that the weights are from have some 700 passages; a shorter recording does not hold
# fewer tasks in proportion.
_USUAL, _CERTAIN = 700, 2.5
# They were acted, without a calendar: a promise with a day and a request by name never came up.
_DATED, _PROMISED, _NAMED = 3.0, 1.2, 2.0
_ANSWERED = 2  # passages after a request in which somebody promises: that one is shown instead
_LEFT = 4  # words that a task has at least
_UNFINISHED = word_set("to the a an and or but of my your our their gonna")  # end no sentence
_ASKS_ONLY = word_set(  # a question that begins so wants an answer; "could you" wants a deed
    """is are was were do does did has have had what why how where when which whose who
    anything anybody anyone any"""
)
_MEETING = word_set("wrap_up a_close hurry_you move_on over_time next_slide")  # itself, not work


def actions_of(
    segments: Sequence[Segment], passages: Sequence[Passage], owners: Owners
) -> dict[int, ActionItem]:
    """The likeliest action items by their place in `passages`, in their order, at most five."""
    scores = ranked(segments, passages, owners)
    best = sorted(range(len(scores)), key=lambda at: -scores[at])[: 3 * MOST]
    likely = {at for at in best if scores[at] >= LEAST and _names_a_task(passages[at])}
    likely -= {at for at in likely if _answered(at, likely, segments, passages)}
    kept = [at for at in best if at in likely][:MOST]
    return {at: _item(segments, passages[at], owners) for at in sorted(kept)}


def ranked(
    segments: Sequence[Segment],
    passages: Sequence[Passage],
    owners: Owners,
    weights: dict[str, float] = TASKS,
) -> list[float]:
    """How likely each passage is an action item, as log odds."""
    rows, few = features(segments, passages), fewer(len(passages))
    return [
        value + few + _plain(passage, owners) if worded(row) else NEVER
        for value, row, passage in zip(scored(rows, weights), rows, passages, strict=True)
    ]


def fewer(passages: int) -> float:
    """By how much the odds of each passage are better for there being few of them."""
    return min(_CERTAIN, log(max(1.0, _USUAL / max(1, passages))))


def _plain(passage: Passage, owners: Owners) -> float:
    """What leaves little doubt, and could not be learnt."""
    words = said(passage.words)
    promised, asked = not words.isdisjoint(PROMISE), not words.isdisjoint(REQUEST)
    if not (promised or asked):
        return 0.0
    dated = _DATED if not words.isdisjoint(DAYS) else 0.0
    named = _NAMED if asked and not promised and owners.addressed(passage.text) else 0.0
    return dated + named + (_PROMISED if promised else 0.0)


def _answered(
    at: int, likely: set[int], segments: Sequence[Segment], passages: Sequence[Passage]
) -> bool:
    """Whether it asks for what somebody else promises in the next breath."""
    if not said(passages[at].words).isdisjoint(PROMISE) or "?" not in passages[at].text:
        return False
    asker = segments[passages[at].line].speaker
    return any(
        after in likely
        and not said(passages[after].words).isdisjoint(PROMISE)
        and (asker is None or segments[passages[after].line].speaker != asker)
        for after in range(at + 1, at + 1 + _ANSWERED)
    )


def _names_a_task(passage: Passage) -> bool:
    """Whether there is one in it: not broken off, only asked, or about the meeting itself."""
    words = words_of(cleaned(_task(passage.text), english=True))
    if len(words) < _LEFT or words[-1] in _UNFINISHED or _only_asks(passage.text):
        return False
    return _MEETING.isdisjoint(said(tuple(words))) or not DAYS.isdisjoint(words)


def _only_asks(sentence: str) -> bool:
    words = words_of(cleaned(sentence, english=True))
    return sentence.rstrip().endswith("?") and not _ASKS_ONLY.isdisjoint(words[:1])


def _item(segments: Sequence[Segment], passage: Passage, owners: Owners) -> ActionItem:
    return ActionItem(
        text=cleaned(_task(passage.text), english=True),
        owner=owners.of(passage.text, segments[passage.line].speaker),
        due=due_of(passage.text),
        moment=moment_of(passage, segments),
    )


def _task(text: str) -> str:
    """The sentences from the first one that gives or takes a task, without what is asked then."""
    sentences = sentences_of(text)
    while len(sentences) > 1 and _only_asks(sentences[-1]):
        sentences.pop()
    for at, sentence in enumerate(sentences):
        words = words_of(sentence)
        if not said(tuple(words)).isdisjoint(PROMISE | REQUEST) and len(words) >= _LEFT:
            return " ".join(sentences[at:])
    return " ".join(sentences)
