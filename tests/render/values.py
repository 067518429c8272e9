"""Jobs and results to render, and Slack's limits to hold them against."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

from bot.domain.errors import Fault
from bot.domain.job import Failure, Job, Place, Progress, State
from bot.domain.message import Message
from bot.domain.notes import (
    ActionItem,
    Caveat,
    Chapter,
    Decision,
    Maker,
    Moment,
    Notes,
    Point,
    Result,
    Section,
    Warned,
)
from bot.domain.ports import CancelMoney, Traits
from bot.domain.recording import SlackFile, Wish
from bot.domain.transcript import Segment, Transcript
from bot.sandbox.slack.blocks import check_blocks
from bot.sandbox.slack.errors import SlackError

TRAITS = Traits(
    label="Tuplets",
    takes_links=True,
    containers=frozenset({"mp3"}),
    min_seconds=5,
    max_seconds=8 * 3600,
    max_bytes=1_000_000_000,
    notes_min_seconds=15,
    languages=None,
    redact_languages=frozenset({"en"}),
    speaker_counts=None,
    repeats=False,
    lists=True,
    list_shows=100,
    model="standard",
    creates_per=((20, 300.0),),
    requests_per=(300, 300.0),
    cancel_money=CancelMoney.BILLED,
    first_look=3.0,
    look_every=(3.0, 30.0),
    unit="USD",
    forgets=False,
)

OURS = re.compile(
    r"<(?:@[UW]\d+|#C\d+|!date\^\d+\^[{}a-z_ ]+\|[\w: ]+ UTC)>"
)  # markup that we write


def a_job(state: State = State.RUNNING, **more: Any) -> Job:
    job = Job(
        id="j1",
        number=12,
        place=Place(team="T1", channel="C1", thread="1.1"),
        message_ts="1.1",
        user="U1",
        requester="U1",
        source=SlackFile(id="F1", name="Weekly sync.m4a"),
        wish=Wish(),
        created_at=1_000_000.0,
        reuse_key="k",
        seconds=2820.0,
    )
    return replace(job, state=state, **more)


def running(percent: float, left: float, at: float = 1_000_060.0) -> Job:
    return a_job(progress=Progress(percent=percent, left=left, at=at))


def failed(fault: Fault, **more: Any) -> Job:
    return a_job(State.FAILED, failure=Failure(fault=fault), **more)


def a_result(**more: Any) -> Result:
    moment = Moment(start=760.0, quote="I will send the draft by Friday.", speaker="Speaker 2")
    result = Result(
        service="Tuplets",
        transcript=Transcript(
            segments=(
                Segment(text="Good morning.", start=0.0, end=1.2, speaker="Speaker 1"),
                Segment(text=moment.quote, start=760.0, end=763.5, speaker="Speaker 2"),
            ),
            language="en",
            seconds=2820.0,
        ),
        notes=Notes(
            origin="Tuplets",
            summary="The launch moves to May.\nThe draft is Ben's.",
            decisions=(Decision(text="Launch in May", moment=Moment(start=300.0, quote="May.")),),
            actions=(ActionItem(text="Send the draft", owner="Ben", due="Friday", moment=moment),),
            topics=("Launch", "Draft"),
        ),
        cost=Decimal("0.494"),
    )
    return replace(result, **more)


def a_full_result(maker: Maker = Maker.SERVICE) -> Result:
    """With everything that notes may have."""
    plain = a_result()
    assert plain.notes
    moment = Moment(start=0.0, quote="Good morning.", speaker="Speaker 1", line=0)
    action = ActionItem(
        text="Book the room", owner="Speaker 1", due="by May 4", due_on="2026-05-04"
    )
    notes = replace(
        plain.notes,
        maker=maker,
        made_at=1_790_000_000.0,
        cost=Decimal("0.0042") if maker is Maker.MODEL else None,
        points=(Point(text="The partner needs two more weeks", moment=moment, confidence=0.9),),
        actions=(*(plain.notes.actions or ()), action),
        risks=(Point(text="The review slips again", moment=moment, confidence=0.3),),
        questions=(Point(text="Who tells the partner?"),),
        chapters=(Chapter(title="Hello", start=0.0), Chapter(title="The draft", start=700.0)),
        mood="Positive",
        sections=(Section(title="Key phrases", lines=("two more weeks",)),),
    )
    shaky = Warned(caveat=Caveat.SHAKY_SPEAKERS)
    return replace(plain, notes=notes, warned=(shaky,))


def told(message: Message) -> str:
    """Everything a person reads in a message's blocks, in order."""
    return "\n".join(_texts(list(message.blocks)))


def lines(message: Message) -> list[str]:
    """The blocks as a person reads them, a line per paragraph, buttons in brackets."""
    return [line for block in message.blocks for line in _lines(block)]


def faults(message: Message) -> list[str]:
    """What Slack would refuse in a message, or would take for markup."""
    found = [*_message_faults(message)]
    try:
        check_blocks(list(message.blocks), lambda prefix: f"{prefix}1")
    except SlackError as error:
        found.append(str(error.body))
    for node in _nodes(list(message.blocks)):
        found += _node_faults(node)
    for text in (message.text, *_mrkdwn(list(message.blocks))):
        if "<" in OURS.sub("", text) or ">" in OURS.sub("", text):
            found.append(f"live markup: {text!r}")
    return found


def _message_faults(message: Message) -> Iterator[str]:
    letters = sum(len(text) for text in _texts(list(message.blocks)))
    if len(message.text) + letters + 100 * len(message.blocks) > 10_000:
        yield "msg_blocks_too_long"
    if not 0 < len(message.text) <= 3000 or len(message.blocks) > 50:
        yield "text or blocks"


def _node_faults(node: dict[str, Any]) -> Iterator[str]:
    kind, text = node.get("type"), node.get("text")
    if isinstance(text, str) and not 0 < len(text) <= 3000:
        yield f"{kind}: {len(text)} letters"
    if isinstance(text, str) and (text.encode("utf-8", "replace").decode() != text):
        yield "surrogates"
    most = {"header": 150, "button": 75}.get(str(kind))
    if most and isinstance(text, dict) and len(text["text"]) > most:
        yield f"{kind} too long"
    if kind == "actions" and len(node["elements"]) > 25:
        yield "too many buttons"
    if "confirm" in node and kind == "button":
        parts = node["confirm"]
        sizes = {"title": 100, "text": 300, "confirm": 30, "deny": 30}
        yield from (f"confirm {p}" for p, n in sizes.items() if len(parts[p]["text"]) > n)


def _lines(block: dict[str, Any]) -> Iterator[str]:
    match block["type"]:
        case "rich_text":
            for part in block["elements"]:
                listed = part["elements"] if part["type"] == "rich_text_list" else [part]
                mark = {"rich_text_list": "• ", "rich_text_quote": "> "}.get(part["type"], "")
                for section in listed:
                    yield mark + "".join(map(_run, section["elements"]))
        case "actions":
            yield " ".join(f"[{button['text']['text']}]" for button in block["elements"])
        case "context":
            yield from (element["text"] for element in block["elements"])
        case _:
            button = f" [{block['accessory']['text']['text']}]" if "accessory" in block else ""
            yield block["text"]["text"] + button


def _run(run: dict[str, Any]) -> str:
    match run["type"]:
        case "user":
            return f"<@{run['user_id']}>"
        case "date":
            return f"{{{run['timestamp']}}}"
        case _:
            mark = "*" if run.get("style", {}).get("bold") else ""
            return f"{mark}{run['text']}{mark}"


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _nodes(value)
    if isinstance(node, list):
        for value in node:
            yield from _nodes(value)


def _texts(node: Any) -> Iterator[str]:
    for found in _nodes(node):
        if isinstance(found.get("text"), str):
            yield found["text"]


def _mrkdwn(node: Any) -> Iterator[str]:
    for found in _nodes(node):
        if found.get("type") == "mrkdwn":
            yield found["text"]
