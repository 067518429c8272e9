"""The forms behind *Transcribe recording* and `/scribe settings`, and what they show around them.

View limits: docs.slack.dev/reference/views/modal-views.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.domain.message import Message
from bot.domain.ports import Traits
from bot.domain.rules import Rules
from bot.domain.vocabulary import Vocabulary, vocabulary_of
from bot.render.blocks import Block, Element, context, plain_text, section
from bot.render.escape import mrkdwn, one_line
from bot.render.languages import LANGUAGES

View = dict[str, Any]

FORM = "transcribe_form"  # the forms' callback ids
SETTINGS = "settings_form"
TITLE_MOST = 150
WORDS_MOST = 3000
DETECT = "auto"
SPEAKERS, REDACT, FAILOVER = "speakers", "redact", "failover"
_CHOICES = {
    SPEAKERS: "Tell the speakers apart",
    REDACT: "Remove personal data",
    FAILOVER: "Ask another service when this one cannot",
}

_TITLE = "Transcribe recording"
OF_CHANNEL = "Channel settings"
_ANY = "any"  # no service in particular


def loading(title: str = _TITLE) -> View:
    """What is shown at once, while we look."""
    return view("One moment …", title)


def invite(channel: str) -> View:
    """We are not in the channel, so its thread is out of reach."""
    return view(
        f"I am not in <#{channel}>, so I cannot write into its threads. Type"
        " `/invite @Threadscribe` there, then try again."
    )


def nothing_here() -> View:
    """The message holds no recording."""
    return view(
        "There is no audio or video file in this message. For a link, type `/scribe` and the link."
    )


def done(messages: Sequence[Message], title: str = _TITLE) -> View:
    """What came of the form."""
    blocks = [block for message in messages for block in message.blocks]
    return view("Done.", title) | {"blocks": blocks[:100]}


def form(names: Sequence[str], notes: str, traits: Traits | None = None) -> View:
    """The options; `notes` comes back with them (at most 3000 letters)."""
    listed = ", ".join(mrkdwn(one_line(name, 80)) or "a recording" for name in names)
    return view(listed) | {
        "callback_id": FORM,
        "private_metadata": notes,
        "submit": plain_text("Transcribe", 24),
        "blocks": [
            section(f"*{listed}*"),
            _title(),
            _language(traits),
            _choices([SPEAKERS, REDACT], [SPEAKERS]),
            context("The notes come into the thread of the message."),
        ],
    }


def settings(rules: Rules, services: Mapping[str, Traits], notes: str) -> View:
    """What the channel has arranged, to be changed; `notes` comes back with it."""
    chosen = services.get(rules.provider or "")
    offered = [SPEAKERS, FAILOVER] if len(services) > 1 else [SPEAKERS]
    arranged = {SPEAKERS: rules.speakers, FAILOVER: rules.failover}
    return view("", OF_CHANNEL) | {
        "callback_id": SETTINGS,
        "private_metadata": notes,
        "submit": plain_text("Save", 24),
        "blocks": [
            section(
                "How I transcribe what is shared in this channel, unless somebody asks for"
                " something else."
            ),
            *([_service(rules.provider, services)] if services else []),
            _language(chosen, rules.language),
            _choices(offered, [name for name in offered if arranged[name]]),
            _words(rules.vocabulary),
        ],
    }


def chosen_rules(values: Mapping[str, Any]) -> Rules:
    """What somebody chose in the settings."""
    picked = [values.get(name, {}).get(name, {}) for name in ("service", "language", "choices")]
    service, language = (((one.get("selected_option") or {}).get("value")) for one in picked[:2])
    words = values.get("words", {}).get("words", {}).get("value") or ""
    options = {option["value"] for option in picked[2].get("selected_options") or []}
    return Rules(
        provider=None if service in {None, _ANY} else service,
        language=None if language in {None, DETECT} else language,
        speakers=SPEAKERS in options,
        failover=FAILOVER in options,
        vocabulary=vocabulary_of(words),
    )


def _service(chosen: str | None, services: Mapping[str, Traits]) -> Block:
    options = {_ANY: _option("The default", _ANY)}
    options |= {name: _option(traits.label, name) for name, traits in services.items()}
    field = {
        "type": "static_select",
        "action_id": "service",
        "options": list(options.values()),
        "initial_option": options[chosen or _ANY],
    }
    return _input("service", "Service", field, optional=False)


def _words(vocabulary: Vocabulary) -> Block:
    field: Element = {
        "type": "plain_text_input",
        "action_id": "words",
        "multiline": True,
        "max_length": WORDS_MOST,
        "placeholder": plain_text("Aoife   or   eefa = Aoife", 150),
    }
    if vocabulary.text:  # Slack takes no empty text
        field["initial_value"] = vocabulary.text[:WORDS_MOST]
    hint = "A line each: how it is written, or what is heard, an equals sign and how it is written."
    block = _input("words", "Names and words of yours", field, optional=True)
    return block | {"hint": plain_text(hint, 150)}


def _title() -> Block:
    field = {"type": "plain_text_input", "action_id": "title", "max_length": TITLE_MOST}
    return _input("title", "Title", field, optional=True)


def _language(traits: Traits | None, chosen: str | None = None) -> Block:
    known = traits.languages if traits else None
    codes = [code for code in LANGUAGES if known is None or code in known]
    options = {DETECT: _option("Detect it", DETECT)}
    options |= {code: _option(LANGUAGES[code], code) for code in sorted(codes, key=_by_name)}
    field = {
        "type": "static_select",
        "action_id": "language",
        "options": list(options.values()),
        "initial_option": options.get(chosen or DETECT, options[DETECT]),
    }
    return _input("language", "Language", field, optional=False)


def _choices(offered: Sequence[str], chosen: Sequence[str]) -> Block:
    options = {name: _option(_CHOICES[name], name) for name in offered}
    field: Element = {
        "type": "checkboxes",
        "action_id": "choices",
        "options": list(options.values()),
    }
    if chosen:  # Slack takes no empty list
        field["initial_options"] = [options[name] for name in chosen]
    return _input("choices", "Options", field, optional=True)


def _by_name(code: str) -> str:
    return LANGUAGES[code]


def _option(label: str, value: str) -> Element:
    return {"text": plain_text(label, 75), "value": value}


def _input(block_id: str, label: str, element: Element, *, optional: bool) -> Block:
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, 75),
        "element": element,
        "optional": optional,
    }


def view(text: str, title: str = _TITLE) -> View:
    """A form with nothing to fill in."""
    return {
        "type": "modal",
        "title": plain_text(title, 24),
        "close": plain_text("Close", 24),
        "blocks": [section(text)],
    }
