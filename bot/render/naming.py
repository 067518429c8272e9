"""The forms under a result: *Name the speakers* and *Other formats*.

View limits: docs.slack.dev/reference/views/modal-views (100 blocks), and of a select's options.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.domain.edition import Edition, Voice
from bot.domain.front import Choice, Person, Voices
from bot.domain.transcript import Segment, Transcript
from bot.render import words
from bot.render.amounts import moment_of
from bot.render.blocks import Block, Element, plain_text, section
from bot.render.escape import mrkdwn, one_line
from bot.render.modals import View, view
from bot.render.timeline import shares

NAMING, FORMATS = "naming_form", "formats_form"  # the forms' callback ids
MOST = 20  # speakers: four blocks each
_LINE = 160  # letters of a quote: about five seconds and no more than two lines
_PEOPLE = 60
_NAME = 80


def naming(voices: Voices, notes: str) -> View:
    """Who is who: a quote of each, and who it may be; `notes` comes back with the choices."""
    speakers = voices.result.transcript.speakers[:MOST]
    blocks = [section(words.NAMING_HINT)]
    spoke = shares(voices.result.transcript)
    for number, label in enumerate(speakers):
        others = [one for one in speakers if one != label]
        blocks += _voice(number, label, spoke[label], others, voices)
    return view("", words.NAMING_TITLE) | {
        "callback_id": NAMING,
        "private_metadata": notes,
        "submit": plain_text(words.SAVE, 24),
        "blocks": blocks,
    }


def chosen(values: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Choice]:
    """What somebody chose, by our labels in the order in which the form showed them."""
    return {label: _choice(values, number) for number, label in enumerate(labels[:MOST])}


def formats(notes: str, shapes: Sequence[str]) -> View:
    """Which formats are wanted."""
    options = [{"text": plain_text(words.SHAPES[shape], 75), "value": shape} for shape in shapes]
    field: Element = {"type": "checkboxes", "action_id": "shapes", "options": options}
    return view("", words.FORMATS_TITLE) | {
        "callback_id": FORMATS,
        "private_metadata": notes,
        "submit": plain_text(words.POST_THEM, 24),
        "blocks": [section(words.FORMATS_HINT), _field("shapes", words.FORMATS, field, must=True)],
    }


def chosen_formats(values: Mapping[str, Any]) -> list[str]:
    """Which were ticked."""
    ticked = values.get("shapes", {}).get("shapes", {}).get("selected_options") or []
    return [str(option["value"]) for option in ticked]


def _voice(
    number: int, label: str, share: str, others: Sequence[str], voices: Voices
) -> Iterator[Block]:
    transcript, edition = voices.result.transcript, voices.edition
    yield section(_heard(label, share, transcript))
    voice = edition.voices.get(label)
    if groups := list(_groups(others, voices.people, edition)):
        select: Element = {"type": "static_select", "action_id": "who", "option_groups": groups}
        if picked := _picked(voice, groups):
            select["initial_option"] = picked
        yield _field(f"who-{number}", words.WHO_IS_IT, select)
    users: Element = {"type": "users_select", "action_id": "user"}
    yield _field(f"user-{number}", words.SOMEBODY_ELSE, users)
    text: Element = {"type": "plain_text_input", "action_id": "name", "max_length": _NAME}
    if voice and voice.user is None:
        text["initial_value"] = one_line(voice.name, _NAME)
    yield _field(f"name-{number}", words.OR_A_NAME, text)


def _heard(label: str, share: str, transcript: Transcript) -> str:
    """How much it speaks, and words by which it may be known."""
    said = [segment for segment in transcript.segments if segment.speaker == label]
    quote = _telling(said)
    when = f" {moment_of(quote.start)}" if quote.start is not None else ""
    words_ = mrkdwn(one_line(quote.text, _LINE))
    return f"*{mrkdwn(one_line(label))}* · {share}\n“{words_}”{when}"


def _telling(said: Sequence[Segment]) -> Segment:
    """The first one long enough to know somebody by; else the longest."""
    long = (segment for segment in said if len(segment.text) >= _LINE // 2)
    return next(long, max(said, key=lambda segment: len(segment.text)))


def _groups(others: Sequence[str], people: Sequence[Person], edition: Edition) -> Iterator[Element]:
    if people:
        known = [_option(one.name, f"user:{one.user}") for one in people[:_PEOPLE]]
        yield {"label": plain_text(words.IN_THREAD, 75), "options": known}
    if others:
        named = {label: voice.name for label, voice in edition.voices.items()}
        same = [_option(named.get(label, label), f"same:{label}") for label in others]
        yield {"label": plain_text(words.SAME_AS, 75), "options": same}


def _picked(voice: Voice | None, groups: Sequence[Element]) -> Element | None:
    wanted = f"user:{voice.user}" if voice and voice.user else None
    options = (option for group in groups for option in group["options"])
    return next((option for option in options if option["value"] == wanted), None)


def _choice(values: Mapping[str, Any], number: int) -> Choice:
    """What is typed goes before what is picked."""
    name = (values.get(f"name-{number}", {}).get("name", {}).get("value") or "").strip()
    user = values.get(f"user-{number}", {}).get("user", {}).get("selected_user")
    who = values.get(f"who-{number}", {}).get("who", {}).get("selected_option") or {}
    kind, _, value = str(who.get("value") or "").partition(":")
    return Choice(
        name=name or None,
        user=user or (value if kind == "user" else None),
        same=value if kind == "same" else None,
    )


def _option(label: str, value: str) -> Element:
    return {"text": plain_text(label, 75), "value": value[:150]}


def _field(block_id: str, label: str, element: Element, *, must: bool = False) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, 75),
        "element": element,
        "optional": not must,
    }
