"""The model in miniature is as strict about requests as the endpoints that it stands for."""

import aiohttp
import pytest

from bot.sandbox.chat import DIALECTS

LINES = "[0] 0:00 Ada: I'll send the offer by Friday.\n[1] 0:10 Ben: And who pays?"
FORM = {
    "type": "object",
    "properties": {"points": {}, "actions": {}, "questions": {}},
    "required": ["points", "actions", "questions"],
}
SCHEMA = {"type": "json_schema", "json_schema": {"name": "n", "schema": FORM}}
TOOL = {"type": "function", "function": {"name": "n", "parameters": FORM}}


def request(model, **more):
    messages = [{"role": "system", "content": "Notes."}, {"role": "user", "content": LINES}]
    return {"model": model, "messages": messages, **more}


async def post(sandbox, body, path="/v1/chat/completions", **headers):
    headers = {"Authorization": f"Bearer {sandbox.chat.api_key}"} | headers
    url = f"{sandbox.chat.base_url}{path}"
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, json=body, headers=headers) as response,
    ):
        return response.status, await response.json(content_type=None)


async def test_notes_are_made_of_the_lines_in_the_form_asked_for(sandbox):
    status, reply = await post(sandbox, request("sandbox-1", response_format=SCHEMA))
    assert status == 200
    content = reply["choices"][0]["message"]["content"]
    assert content.startswith('{"')
    assert '"due": "by Friday"' in content
    assert '"owner": "Ada"' in content
    assert reply["usage"]["prompt_tokens"] > 10


async def test_a_tool_is_called_with_the_notes(sandbox):
    choice = {"type": "function", "function": {"name": "n"}}
    _, reply = await post(sandbox, request("sandbox-1", tools=[TOOL], tool_choice=choice))
    [call] = reply["choices"][0]["message"]["tool_calls"]
    assert "by Friday" in call["function"]["arguments"]


@pytest.mark.parametrize(
    ("dialect", "more", "status"),
    [
        ("schema", {"seed": 1}, 400),
        ("tools", {"response_format": SCHEMA}, 400),
        ("json", {"tools": [TOOL]}, 400),
        ("json", {"response_format": {"type": "json_object"}}, 200),
        ("chatter", {"response_format": SCHEMA}, 200),
        ("refusing", {"max_tokens": 10}, 400),
        ("new", {"max_tokens": 10}, 400),
        ("new", {"max_completion_tokens": 10_000}, 200),
    ],
)
async def test_dialects_differ_in_what_they_take(sandbox, dialect, more, status):
    sandbox.chat.dialect = DIALECTS[dialect]
    answered, reply = await post(sandbox, request("sandbox-1", **more))
    assert answered == status
    if dialect == "chatter":
        assert "```json" in reply["choices"][0]["message"]["content"]


async def test_anthropics_api_wants_its_own_headers_and_fields(sandbox):
    key = {"x-api-key": sandbox.chat.api_key}
    body = request("sandbox-1", max_tokens=500, system="Notes.")
    assert (await post(sandbox, body, "/v1/messages", **key))[0] == 400
    version = {"anthropic-version": "2023-06-01"}
    status, reply = await post(sandbox, body, "/v1/messages", **key, **version)
    assert (status, reply["stop_reason"]) == (200, "end_turn")
    del body["max_tokens"]
    status, reply = await post(sandbox, body, "/v1/messages", **key, **version)
    assert (status, reply["type"]) == (400, "error")


async def test_keys_models_and_credit_are_looked_at(sandbox):
    body = request("sandbox-1")
    assert (await post(sandbox, body, Authorization="Bearer x"))[0] == 401
    assert (await post(sandbox, request("other")))[0] == 404
    sandbox.chat.credit = False
    assert (await post(sandbox, body))[0] == 429


async def test_what_is_beyond_the_window_is_dropped_and_only_usage_tells(sandbox):
    body = request("sandbox-1", response_format=SCHEMA)
    body["messages"][1]["content"] = "\n".join(f"[{n}] 0:00 A: line number {n}" for n in range(999))
    sandbox.chat.context = 200
    _, reply = await post(sandbox, body)
    assert reply["usage"]["prompt_tokens"] == 200
    assert sandbox.chat.seen[-1].lines[-1].number == 998
    assert len(sandbox.chat.seen[-1].lines) < 60
    sandbox.chat.tells_context = True
    assert (await post(sandbox, body))[0] == 400


async def test_faults_are_ordered_as_for_every_service(sandbox):
    sandbox.faults.order("llm", "POST /v1/chat/completions", status=503)
    body = request("sandbox-1")
    assert [(await post(sandbox, body))[0] for _ in range(2)] == [503, 200]
    assert [call.status for call in sandbox.calls.of("llm")] == [503, 200]
    sandbox.reset()
    assert sandbox.chat.seen == []
