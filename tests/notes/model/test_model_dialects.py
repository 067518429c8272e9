"""A model is asked in the surest way that its endpoint honours, and that is remembered."""

import json

import pytest

from bot.domain.errors import Fault, Rejected
from bot.sandbox.chat import DIALECTS
from tests.notes.model.models import ASK, NOTES, brief, desk


def asked_for(call) -> str:
    """Which way of having a form a request shows."""
    if "tools" in call.args:
        return "tool"
    return call.args.get("response_format", {}).get("type", "words")


@pytest.mark.parametrize(
    ("dialect", "first", "second"),
    [
        ("schema", ["json_schema"], ["json_schema"]),
        ("tools", ["json_schema", "tool"], ["tool"]),
        ("json", ["json_schema", "tool", "json_object"], ["json_object"]),
        ("refusing", ["json_schema", "tool", "json_object", "words"], ["words"]),
        ("new", ["json_schema"], ["json_schema"]),
    ],
)
async def test_what_is_refused_is_not_asked_again(tmp_path, dialect, first, second):
    async with desk(tmp_path) as d:
        d.chat.dialect = DIALECTS[dialect]
        one = await d.notetaker.write(brief())
        assert list(dict.fromkeys(map(asked_for, d.calls))) == first
        before = len(d.calls)
        two = await d.notetaker.write(brief(writing=2))  # a new one, as after a restart
        assert list(map(asked_for, d.calls[before:])) == second
    assert one.points == two.points
    assert one.points


async def test_a_model_that_ignores_every_form_is_understood_and_paid_once_a_time(tmp_path):
    async with desk(tmp_path) as d:
        d.chat.dialect = DIALECTS["chatter"]
        for writing in range(1, 6):
            notes = await d.notetaker.write(brief(writing=writing))
            assert notes.points
        ways = ["json_schema", "tool", "json_object", "words", "words"]
        assert list(map(asked_for, d.calls)) == ways


async def test_anthropics_api_is_asked_by_a_forced_tool(tmp_path):
    async with desk(tmp_path, "anthropic") as d:
        notes = await d.notetaker.write(brief())
    assert notes.points
    [call] = d.calls
    assert call.method == "POST /v1/messages"
    assert call.args["tool_choice"] == {"type": "tool", "name": "notes"}
    assert call.args["tools"][0]["name"] == "notes"


async def test_a_proven_dialect_is_not_left_for_a_slip(tmp_path):
    async with desk(tmp_path) as d:
        await d.notetaker.write(brief())
        answers = iter([{"pints": []}, NOTES])
        d.chat.author = lambda _: next(answers)
        await d.notetaker.write(brief(writing=2))
        assert set(map(asked_for, d.calls)) == {"json_schema"}


async def test_an_answer_that_does_not_fit_is_sent_back_twice_with_what_is_wrong(tmp_path):
    async with desk(tmp_path) as d:
        await d.notetaker.write(brief())
        secret = "sk-canary-in-the-answer"
        d.chat.author = lambda _: {"points": secret}
        with pytest.raises(Rejected) as refused:
            await d.notetaker.write(brief(writing=2))
        assert refused.value.fault is Fault.FAILED
        assert secret not in str(refused.value)
        mends = [call.args["messages"][2:] for call in d.calls[1:]]
    assert [len(mend) for mend in mends] == [0, 2, 2]
    told = mends[1][1]["content"]
    assert "points: list_type" in told
    assert secret not in told
    assert d.settings.llm_api_key.get_secret_value() not in json.dumps(mends)


@pytest.mark.parametrize(
    "text",
    [
        '<think>{"points": 1}</think>\n' + json.dumps(NOTES),
        "```json\n" + json.dumps(NOTES, indent=2) + "\n```",
        "Let me see {that}. " + json.dumps(NOTES) + " Done {}.",
        json.dumps(NOTES | {"points": [{"text": "Sync is stable.", "lines": "[1]"}]}),
        json.dumps(NOTES | {"points": [{"text": "Sync is stable.", "lines": ["1"]}, 7, None]}),
        json.dumps({"points": NOTES["points"]}),
        json.dumps(NOTES | {"points": [{"text": "SyncXis stable.", "lines": [1]}]}).replace(
            "X", "\n"
        ),
    ],
    ids=range(7),
)
async def test_an_object_is_found_in_whatever_stands_around_it(tmp_path, text):
    async with desk(tmp_path) as d:
        d.chat.author = lambda _: text
        notes = await d.notetaker.write(brief())
    assert [(point.text, point.moment.line) for point in notes.points] == [("Sync is stable.", 1)]


@pytest.mark.parametrize(
    "text", ["", "no", "{", "[]", "null", "{}", "[" * 90_000, '{"a":' * 90_000, '{"points": 7}']
)
async def test_what_holds_no_notes_ends_after_a_few_answers(tmp_path, text):
    async with desk(tmp_path) as d:
        d.chat.author = lambda _: text
        with pytest.raises(Rejected):
            await d.notetaker.write(brief())
        assert len(d.calls) <= 5  # what is cut is tried in parts


async def test_a_model_that_is_cut_before_it_says_anything_gets_more_room(tmp_path):
    async with desk(tmp_path) as d:
        d.sandbox.faults.order(
            "llm",
            ASK,
            status=200,
            body={"choices": [{"message": {"content": ""}, "finish_reason": "length"}]},
        )
        assert (await d.notetaker.write(brief())).points
        first, second = (call.args["max_tokens"] for call in d.calls)
        assert second > first
