"""What the model writes: good notes of the recordings that it knows, others by their wording."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.sandbox.chat.asked import Asked, Line
from bot.sandbox.recordings import samples, truth

_MOST_POINTS, _MOST = 6, 8
_ENOUGH = 0.5  # of a recording's lines, to know it
_WORD = re.compile(r"[^\W\d_]{4,}")
_CUES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern, re.IGNORECASE)
    for name, pattern in {
        "actions": r"\b(i'll|i will|we'll|i am going to|i'm going to|ich werde|ich schicke)\b",
        "decisions": r"\b(decided|agreed|we ship|let's go with|beschlossen|wir machen)\b",
        "risks": r"\b(worry|worries|risk|could still stop|problem|sorge)\b",
        "questions": r"\?\s*$",
    }.items()
}
_DUE = re.compile(
    r"\b(?:by )?(?:tomorrow|today|tonight|next week|(?:mon|tues|wednes|thurs|fri)day)\b",
    re.IGNORECASE,
)


def write(asked: Asked) -> dict[str, Any]:
    """An answer with the fields of the form."""
    if "answer" in asked.fields:
        written: dict[str, Any] = _answer(asked)
    elif "actions" in asked.fields:
        written = _known(asked) or _by_wording(asked)
    else:
        written = {"points": [_claim(line) for line in _spread(asked.lines)]}
    return {name: value for name, value in written.items() if name in asked.fields}


def _answer(asked: Asked) -> dict[str, Any]:
    wanted = _words(asked.question)
    shared = [(len(wanted & _words(line.text)), line) for line in asked.lines]
    most = max((number for number, _ in shared), default=0)
    if most == 0:
        return {"said": False, "answer": "", "lines": []}
    best = [line for number, line in shared if number == most][:2]
    said = " ".join(line.text for line in best)
    return {"said": True, "answer": said, "lines": [line.number for line in best]}


def _known(asked: Asked) -> dict[str, Any] | None:
    """The notes of a recording that most of whose lines are there."""
    by_text = {line.text: line for line in asked.lines}
    for sample in samples():
        known = truth(sample)
        there = [by_text.get(segment["text"]) for segment in known["segments"]]
        found = sum(line is not None for line in there)
        if found and found >= _ENOUGH * min(len(there), len(asked.lines)):
            return _recalled(known["notes"], there)
    return None


def _recalled(notes: Mapping[str, Any], there: Sequence[Line | None]) -> dict[str, Any]:
    lines = [line for line in there if line is not None]
    return {
        "points": _backed(re.split(r"(?<=\.) ", notes["summary"]), lines),
        "decisions": _items(notes["decisions"], "decision", there),
        "actions": [
            _action(item, claim, there)
            for item in notes["action_items"]
            for claim in _items([item], "action", there)
        ],
        "risks": _items(notes["risks"], "risk", there),
        "questions": [],
        "topics": _items(notes["key_topics"], "topic", there),
        "chapters": [
            {"title": chapter["title"], "line": first.number}
            for chapter in notes["chapters"]
            if (first := there[chapter["segments"][0]]) is not None
        ],
    }


def _backed(sentences: Iterable[str], lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Each sentence with the lines that share most of its words."""
    claims = []
    for sentence in sentences:
        wanted = _words(sentence)
        best = sorted(lines, key=lambda line: -len(wanted & _words(line.text)))[:4]
        claims.append({"text": sentence, "lines": [line.number for line in best]})
    return claims


def _items(
    items: Iterable[Mapping[str, Any]], name: str, there: Sequence[Line | None]
) -> list[dict[str, Any]]:
    claims = []
    for item in items:
        numbers = [line.number for n in item["evidence"] if (line := there[n]) is not None]
        if numbers:
            claims.append({"text": item[name], "lines": numbers})
    return claims


def _action(
    item: Mapping[str, Any], claim: Mapping[str, Any], there: Sequence[Line | None]
) -> dict[str, Any]:
    first = there[item["evidence"][0]]
    return {**claim, "owner": first.speaker if first else None, "due": item["due_date"]}


def _by_wording(asked: Asked) -> dict[str, Any]:
    cued = {
        name: [_claim(line) for line in asked.lines if pattern.search(line.text)][:_MOST]
        for name, pattern in _CUES.items()
    }
    by_number = {line.number: line for line in asked.lines}
    return {
        **cued,
        "points": [_claim(line) for line in _spread(asked.lines)],
        "actions": [
            {
                **claim,
                "owner": line.speaker,
                "due": due[0] if (due := _DUE.search(line.text)) else None,
            }
            for claim in cued["actions"]
            for line in [by_number[claim["lines"][0]]]
        ],
        "topics": [],
        "chapters": [
            {"title": " ".join(line.text.split()[:4]), "line": line.number}
            for line in asked.lines[:: max(len(asked.lines) // 3, 1)][:3]
        ],
    }


def _claim(line: Line) -> dict[str, Any]:
    return {"text": line.text, "lines": [line.number]}


def _spread(lines: Sequence[Line]) -> Sequence[Line]:
    """Some of them, from all over."""
    return lines[:: -(-len(lines) // _MOST_POINTS) or 1]


def _words(text: str) -> set[str]:
    return {word.lower()[:5] for word in _WORD.findall(text)}
