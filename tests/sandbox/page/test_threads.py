"""What the terminal says of a shared recording: how it ended, and its thread as text."""

from typing import Any

import pytest

from bot.sandbox.plain import mrkdwn_as_text, thread_as_text
from bot.sandbox.shared import LAST_TOUCH, LAST_WORDS, QUIET_FOR, UNSEEN_FOR, Outcome, Shared
from bot.sandbox.slack.files import File, Upload
from bot.sandbox.slack.messages import Message

NAMES = {"U1": "Ada", "UB": "Threadscribe", "C1": "product"}
RECORDING = Message(channel="C1", ts="1700000000.000001", user="U1")


def button(action: str) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "action_id": action}]}


def said(part: str, *blocks: dict[str, Any], text: str = "…") -> Message:
    about = {"event_type": "threadscribe_job", "event_payload": {"job": "j", "part": part}}
    return Message(
        channel="C1",
        ts="1700000001.000001",
        user="UB",
        text=text,
        blocks=list(blocks),
        by_app=True,
        metadata=about,
    )


def transcript(text: str) -> Message:
    file = File(id="F1", user="UB", team="T1", created=0, upload=Upload("a.txt", text.encode()))
    return Message(channel="C1", ts="1700000002.000001", user="UB", files=[file], by_app=True)


RUNNING = said("status", button("cancel"))


@pytest.mark.parametrize(
    ("thread", "quiet", "outcome"),
    [
        ([], UNSEEN_FOR - 1, Outcome.UNDER_WAY),
        ([], UNSEEN_FOR + 1, Outcome.IGNORED),
        ([RUNNING], 9999, Outcome.UNDER_WAY),
        ([said("status", button("retry"))], 0, Outcome.FAILED),
        ([said("status")], QUIET_FOR - 1, Outcome.UNDER_WAY),
        ([said("status")], QUIET_FOR + 1, Outcome.FAILED),
        ([said("status"), said("question", button("publish"))], 0, Outcome.FAILED),
        ([said("status"), said("result")], 1, Outcome.UNDER_WAY),
        ([RUNNING, said("result"), transcript("a")], LAST_WORDS - 1, Outcome.UNDER_WAY),
        ([RUNNING, said("result"), transcript("a")], LAST_WORDS + 1, Outcome.DELIVERED),
        ([said("status"), said("result"), transcript("a")], LAST_TOUCH / 2, Outcome.UNDER_WAY),
        ([said("status"), said("result"), transcript("a")], LAST_TOUCH * 2, Outcome.DELIVERED),
    ],
)
def test_a_thread_tells_how_its_recording_ended(thread, quiet, outcome):
    shared = Shared("a.m4a", "C1", "1", since=100.0)
    shared.look([RECORDING, *thread], 100.0)
    assert shared.look([RECORDING, *thread], 100.0 + quiet) is outcome


def test_a_thread_that_moves_is_given_more_time():
    shared = Shared("a.m4a", "C1", "1", since=0.0)
    shared.look([RECORDING, said("status", text="Preparing")], 0.0)
    shared.look([RECORDING, said("status", text="Posting")], QUIET_FOR)
    later = shared.look([RECORDING, said("status", text="Posting")], QUIET_FOR + 1)
    assert later is Outcome.UNDER_WAY


def test_a_printed_thread_has_every_line_of_the_transcript():
    words = "[0:00:00] Speaker 1: Hello.\n[0:00:02] Speaker 2: Good-bye."
    text = thread_as_text([RECORDING, transcript(words)], NAMES)
    assert all(line in text for line in words.splitlines())


def test_blocks_are_printed_and_not_the_text_that_stands_for_them():
    listed = {
        "type": "rich_text_list",
        "style": "ordered",
        "offset": 2,
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U1"}]}
        ],
    }
    rich = {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "Decided\n"}]},
            listed,
        ],
    }
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "a &lt; b"}}
    text = thread_as_text([said("result", rich, section, button("x"), text="spoken")], NAMES)
    assert "Decided" in text
    assert "3. @Ada" in text
    assert "a < b" in text
    assert "spoken" not in text


@pytest.mark.parametrize(
    ("mrkdwn", "text"),
    [
        ("<@U1> in <#C1>", "@Ada in #product"),
        (
            "<https://example.com|here> &amp; <https://example.com>",
            "here (https://example.com) & https://example.com",
        ),
        ("<!date^1^{date}|1 January>, <!here>", "1 January, @here"),
        ("2 < 3", "2 < 3"),
    ],
)
def test_markup_is_written_out(mrkdwn, text):
    assert mrkdwn_as_text(mrkdwn, NAMES) == text
