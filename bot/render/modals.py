"""The form behind *Transcribe recording*, and what it shows before and after.

View limits: docs.slack.dev/reference/views/modal-views.
"""

from collections.abc import Sequence
from typing import Any

from bot.domain.message import Message
from bot.domain.ports import Traits
from bot.render.blocks import Block, Element, context, plain_text, section
from bot.render.escape import mrkdwn, one_line
from bot.render.languages import LANGUAGES

View = dict[str, Any]

FORM = "transcribe_form"  # the form's callback id
TITLE_MOST = 150
DETECT = "auto"
SPEAKERS, REDACT = "speakers", "redact"

_TITLE = "Transcribe recording"


def loading() -> View:
    """What is shown at once, while we look."""
    return _view("One moment …")


def invite(channel: str) -> View:
    """We are not in the channel, so its thread is out of reach."""
    return _view(
        f"I am not in <#{channel}>, so I cannot write into its threads. Type"
        " `/invite @Threadscribe` there, then try again."
    )


def nothing_here() -> View:
    """The message holds no recording."""
    return _view(
        "There is no audio or video file in this message. For a link, type `/scribe` and the link."
    )


def done(messages: Sequence[Message]) -> View:
    """What came of the form."""
    view = _view("Done.")
    view["blocks"] = [block for message in messages for block in message.blocks][:100]
    return view


def form(names: Sequence[str], notes: str, traits: Traits | None = None) -> View:
    """The options; `notes` comes back with them (at most 3000 letters)."""
    listed = ", ".join(mrkdwn(one_line(name, 80)) or "a recording" for name in names)
    return _view(listed) | {
        "callback_id": FORM,
        "private_metadata": notes,
        "submit": plain_text("Transcribe", 24),
        "blocks": [
            section(f"*{listed}*"),
            _title(),
            _language(traits),
            _choices(),
            context("The notes come into the thread of the message."),
        ],
    }


def _title() -> Block:
    field = {"type": "plain_text_input", "action_id": "title", "max_length": TITLE_MOST}
    return _input("title", "Title", field, optional=True)


def _language(traits: Traits | None) -> Block:
    known = traits.languages if traits else None
    codes = [code for code in LANGUAGES if known is None or code in known]
    detect = _option("Detect it", DETECT)
    field = {
        "type": "static_select",
        "action_id": "language",
        "options": [detect, *(_option(LANGUAGES[c], c) for c in sorted(codes, key=_by_name))],
        "initial_option": detect,
    }
    return _input("language", "Language", field, optional=False)


def _choices() -> Block:
    speakers = _option("Tell the speakers apart", SPEAKERS)
    redact = _option("Remove personal data", REDACT)
    field = {
        "type": "checkboxes",
        "action_id": "choices",
        "options": [speakers, redact],
        "initial_options": [speakers],
    }
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


def _view(text: str) -> View:
    return {
        "type": "modal",
        "title": plain_text(_TITLE, 24),
        "close": plain_text("Close", 24),
        "blocks": [section(text)],
    }
