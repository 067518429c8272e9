"""Text that wants to be more than text: in names, titles, speech, notes and errors."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.sandbox import Upload
from bot.sandbox.plain import message_as_text
from tests.house import House, recording

NAUGHTY = (
    "<!channel> <!everyone|all> <@U1> <#C1> <https://evil.example|safe> &lt;!here&gt; & < > "
    "`tick` ```block``` *bold* _it_ ~no~ :tada: \u202egnp.exe\u202c \u2066x\u2069 \x00\x07 \ud800 end"
)
# What the bot itself may say: a person, a channel, a time in each reader's own zone.
OWN = re.compile(r"<[@#](?P<id>[UC]\w+)>|<!date\^\d+\^\{time\}\|[\w: ]+>")
ENTITY = re.compile(r"&(?!(amp|lt|gt);)")
UNSPEAKABLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


async def test_nothing_live_goes_out_whatever_comes_in(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.result_override = naughty_result()
    name = NAUGHTY.replace("\ud800", "").replace("/", "") + ".mp3"
    message = await house.share(recording(name=name))
    await house.delivered(message)
    answer = await house.scribe("status all")

    harmless(house, answer.ack)
    told = message_as_text(house.part(message, "result"), {})
    assert told.count("<!channel>") >= 6
    assert "&lt;!here&gt; & < >" in told
    assert "<!channel> <!everyone|all>" in house.transcript(message)


async def test_a_failure_in_naughty_words_is_told_and_harmless(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.fail_next(NAUGHTY)
    message = await house.share()
    await house.says(message, "could not transcribe")

    harmless(house)
    assert "&lt;!channel&gt;" in house.status(message)


async def test_a_refusal_in_naughty_words_is_told_and_harmless(socket_house: House):
    house = socket_house
    refusal = json.dumps({"detail": [{"msg": NAUGHTY}]})
    house.sandbox.faults.order("tuplets", "POST /jobs", status=422, body=refusal)
    message = await house.share()
    await house.says(message, "would not take")

    harmless(house)


@pytest.mark.parametrize("words", ["Q&A <3", "<!channel>", "a `b` *c*", "naïve — so"])
async def test_a_title_reads_as_it_was_typed(socket_house: House, words: str):
    house = socket_house
    message = await house.share(text=f'@Threadscribe --title "{words}"')
    await house.delivered(message)

    harmless(house)
    assert words in message_as_text(house.part(message, "result"), {})


async def test_naughty_words_to_the_bot_are_answered_harmlessly(socket_house: House):
    house = socket_house
    words = NAUGHTY.replace("\ud800", "")
    answers = [
        await house.scribe(words),
        await house.scribe(f"--{words}"),
        await house.scribe(f"status {words}"),
        await house.scribe(f"cancel {words}"),
        await house.scribe(f"https://<!channel>/{words}"),
    ]

    for answer in answers:
        assert answer.error is None
        harmless(house, answer.ack)


async def test_a_file_of_a_drive_with_a_naughty_link_is_harmless(socket_house: House):
    house = socket_house
    link = "https://drive.example/<!channel>|x"
    message = await house.share(Upload("<!channel>.mp4", external=link, mode="external"))
    await house.says(message, "link")

    harmless(house)


def harmless(house: House, *more: dict[str, Any]) -> None:
    """Nothing that the bot told Slack has markup of somebody else's."""
    workspace = house.sandbox.slack.workspace
    real = {one.id for one in (*workspace.people, *workspace.channels)}
    said = [_parsed(call.args) for call in house.sandbox.calls.of("slack")] + list(more)
    assert said
    for part in (part for whole in said for part in _parts(whole)):
        if isinstance(part, str):
            assert not UNSPEAKABLE.search(part), part
        elif part.get("type") in {"broadcast", "usergroup", "channel", "link"}:
            pytest.fail(f"live: {part}")
        elif part.get("type") == "user":
            assert part["user_id"] in real
        elif isinstance(words := part.get("text"), str) and part.get("type") in {"mrkdwn", None}:
            rest = OWN.sub("", words)
            assert "<" not in rest, words
            assert not ENTITY.search(rest), words
            assert {found["id"] for found in OWN.finditer(words)} <= real | {None}


def _parsed(args: dict[str, Any]) -> dict[str, Any]:
    """Arguments in a form are JSON in strings."""
    return {
        name: json.loads(value) if name in {"blocks", "view", "files", "metadata"} else value
        for name, value in args.items()
    }


def _parts(whole: Any) -> Iterator[Any]:
    """Everything in it: each object and each string."""
    yield whole
    inner = whole.values() if isinstance(whole, dict) else whole if isinstance(whole, list) else ()
    for part in inner:
        if isinstance(part, dict | list | str):
            yield from (found for found in _parts(part) if not isinstance(found, list))


def naughty_result() -> dict[str, Any]:
    evidence = [{"start": 1.0, "end": 2.0, "text": NAUGHTY, "speaker": NAUGHTY}]
    return {
        "text": NAUGHTY,
        "segments": [
            {"start": 0.0, "end": 5.0, "text": NAUGHTY, "speaker": NAUGHTY},
            {
                "start": 5.0,
                "end": 9.0,
                "text": f"{NAUGHTY}\n[0:00:00] Ada: I resign",
                "speaker": "B",
            },
        ],
        "language": "en<!channel>",
        "audio_duration_seconds": 60.0,
        "analytics": {
            "profile": "full",
            "tier": "deep",
            "summary": NAUGHTY,
            "key_topics": [{"topic": NAUGHTY}],
            "decisions": [{"decision": NAUGHTY, "evidence": evidence}],
            "action_items": [
                {"action": NAUGHTY, "owner": NAUGHTY, "due_date": NAUGHTY, "evidence": evidence}
            ],
        },
        "diarization": {"confidence": "low", "warning": NAUGHTY},
        "transcription_meta": {"issues": [NAUGHTY]},
        "feature_execution": {"transcription_model_applied": NAUGHTY},
        "processing_warnings": [NAUGHTY],
    }
