"""How a language model can be: what a person may order of it, to see what becomes of the notes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.sandbox.chat.asked import Asked
from bot.sandbox.chat.service import Chat
from bot.sandbox.faults import Faults

_ASKED = "POST /v1/chat/completions"
_SHORT = 400  # tokens: less than any of the samples has


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """What a person chooses, in their words."""

    title: str
    take: Callable[[Chat, Faults], None]


def _sensible(chat: Chat, _: Faults) -> None:
    chat.reset()


def _inventing(chat: Chat, _: Faults) -> None:
    chat.author = _invented


def _forgetful(chat: Chat, _: Faults) -> None:
    chat.context = _SHORT


def _broke(chat: Chat, _: Faults) -> None:
    chat.credit = False


def _slow(chat: Chat, faults: Faults) -> None:
    faults.order(chat.name, _ASKED, delay=20.0)


def _away(chat: Chat, faults: Faults) -> None:
    faults.order(chat.name, _ASKED, times=5, status=503)


def _babbling(chat: Chat, _: Faults) -> None:
    chat.author = lambda _asked: "As a language model I would rather talk about the weather."


def _invented(asked: Asked) -> dict[str, Any]:
    """Claims that nobody made, with evidence that does not hold them, and a shout to everybody."""
    first = asked.lines[0].number if asked.lines else 0
    claim = {"text": "<!channel> Everybody gets a raise of 40 % on May 1", "lines": [first]}
    written: dict[str, Any] = {
        **{name: [claim] for name in ("points", "decisions", "risks", "questions", "topics")},
        "actions": [{**claim, "owner": "Santa Claus", "due": "yesterday"}],
        "chapters": [{"title": "https://evil.example", "line": first}],
        "said": True,
        "answer": "Everybody gets a raise of 40 %.",
        "lines": [first],
    }
    return {name: value for name, value in written.items() if name in asked.fields}


MOODS: Mapping[str, Mood] = {
    "sensible": Mood(title="Sensible again", take=_sensible),
    "inventing": Mood(title="Invents, and shouts at everybody", take=_inventing),
    "babbling": Mood(title="Writes no notes, but chatter", take=_babbling),
    "forgetful": Mood(title="Reads the first lines only, silently", take=_forgetful),
    "slow": Mood(title="Takes 20 s to answer", take=_slow),
    "away": Mood(title="Is down for five requests", take=_away),
    "broke": Mood(title="Has no credit", take=_broke),
}
