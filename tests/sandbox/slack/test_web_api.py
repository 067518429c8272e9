"""The Web API, called by Slack's own SDK."""

import json

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.apps import client, refusal


async def test_what_is_said_changed_and_taken_back_is_seen_in_the_channel(sandbox):
    app = client(sandbox)
    product = sandbox.slack.channel("product")
    said = await app.chat_postMessage(channel=product.id, text="one")
    await app.chat_update(channel=product.id, ts=said["ts"], text="two")
    assert [m.text for m in sandbox.slack.messages("product")] == ["two"]

    await app.chat_delete(channel=product.id, ts=said["ts"])
    assert sandbox.slack.messages("product") == []
    assert [e.get("subtype") for e in sandbox.slack.events] == [
        None,
        "message_changed",
        "message_deleted",
    ]


async def test_auth_test_tells_the_scopes_in_a_header(sandbox):
    answer = await client(sandbox).auth_test()

    granted = answer.headers["x-oauth-scopes"].split(",")
    assert set(granted) == sandbox.slack.scopes
    assert answer["user_id"] == sandbox.slack.workspace.app.id


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("app", "auth.test", "not_allowed_token_type"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
        ("bot", "chat.shout", "unknown_method"),
    ],
)
async def test_a_wrong_token_is_refused_by_its_name(sandbox, token, method, error):
    tokens = {"app": sandbox.slack.tokens.app, "bot": sandbox.slack.tokens.bot}
    app = client(sandbox, tokens.get(token, token))

    assert (await refusal(app.api_call(method)))["error"] == error


@pytest.mark.parametrize(
    ("scope", "method", "args"),
    [
        ("chat:write", "chat.postMessage", {"channel": "product", "text": "x"}),
        ("channels:history", "conversations.replies", {"channel": "product", "ts": "1.0"}),
        ("im:history", "conversations.history", {"channel": "ada"}),
        ("channels:read", "conversations.info", {"channel": "product"}),
        ("files:read", "files.info", {"file": "F1"}),
        ("files:write", "files.getUploadURLExternal", {"filename": "a", "length": 1}),
        ("users:read", "users.info", {"user": "U1"}),
    ],
)
async def test_a_scope_that_was_not_granted_is_named(sandbox, scope, method, args):
    sandbox.slack.scopes.discard(scope)
    if "channel" in args:
        args = args | {"channel": sandbox.slack.channel(args["channel"]).id}
    answer = await refusal(client(sandbox).api_call(method, data=args))

    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)
    assert scope not in answer["provided"]


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "random", "text": "x"}, "not_in_channel"),
        ("chat.postMessage", {"channel": "secret", "text": "x"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "old", "text": "x"}, "is_archived"),
        ("chat.postMessage", {"channel": "product"}, "no_text"),
        ("chat.postMessage", {"channel": "product", "txt": "x"}, "invalid_arguments"),
        ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
        (
            "chat.postMessage",
            {"channel": "product", "text": "x", "thread_ts": "1.000001"},
            "thread_not_found",
        ),
        (
            "chat.postMessage",
            {"channel": "product", "text": "x", "metadata": '{"event_type": "a"}'},
            "invalid_metadata_format",
        ),
        (
            "chat.postMessage",
            {"channel": "product", "text": "x", "blocks": "[{"},
            "invalid_blocks_format",
        ),
        ("chat.update", {"channel": "product", "ts": "1.0", "text": "x"}, "message_not_found"),
        (
            "chat.postEphemeral",
            {"channel": "product", "user": "U0NOBODY", "text": "x"},
            "user_not_in_channel",
        ),
        ("conversations.replies", {"channel": "product", "ts": "1.0"}, "thread_not_found"),
        ("conversations.history", {"channel": "random"}, "not_in_channel"),
        ("files.info", {"file": "F0NOTHING"}, "file_not_found"),
        ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
        ("views.open", {"trigger_id": "1.2.x", "view": "{"}, "invalid_arguments"),
    ],
)
async def test_what_cannot_be_done_has_slacks_name_for_it(sandbox, method, args, error):
    sandbox.slack.workspace.add_channel("secret", kind="group", app=False)
    sandbox.slack.workspace.add_channel("old").archived = True
    names = {c.name: c.id for c in sandbox.slack.workspace.channels}
    args = {k: names.get(v, v) if k == "channel" else v for k, v in args.items()}

    assert (await refusal(client(sandbox).api_call(method, data=args)))["error"] == error


async def test_only_own_messages_are_changed_and_long_texts_not_at_all(sandbox):
    app = client(sandbox)
    product = sandbox.slack.channel("product").id
    hers = await sandbox.slack.say("ada", "product", "mine")
    own = await app.chat_postMessage(channel=product, text="own")

    foreign = await refusal(app.chat_update(channel=product, ts=hers.ts, text="x"))
    assert foreign["error"] == "cant_update_message"
    long = await refusal(app.chat_update(channel=product, ts=own["ts"], text="x" * 4001))
    assert long["error"] == "msg_too_long"


async def test_metadata_comes_back_only_when_asked_for(sandbox):
    app = client(sandbox)
    where = {"channel": sandbox.slack.channel("product").id}
    parent = await sandbox.slack.say("ada", "product", "hello")
    about = {"event_type": "job", "event_payload": {"job": "j1", "part": "status"}}
    await app.chat_postMessage(**where, thread_ts=parent.ts, text="hi", metadata=about)

    plain = await app.conversations_replies(**where, ts=parent.ts)
    whole = await app.conversations_replies(**where, ts=parent.ts, include_all_metadata=True)
    assert "metadata" not in plain["messages"][1]
    assert whole["messages"][1]["metadata"] == about


async def test_a_reply_to_a_deleted_parent_stands_in_the_channel_without_a_word(sandbox):
    app = client(sandbox)
    where = {"channel": sandbox.slack.channel("product").id}
    parent = await sandbox.slack.say("ada", "product", "hello")
    await app.chat_postMessage(**where, thread_ts=parent.ts, text="before")
    await sandbox.slack.delete_message("ada", "product", parent.ts)
    orphan = await app.chat_postMessage(**where, thread_ts=parent.ts, text="after")

    assert "thread_ts" not in orphan["message"]
    assert [m.text for m in sandbox.slack.thread("product", parent.ts)][1:] == ["before"]
    change = [e for e in sandbox.slack.events if e.get("subtype") == "message_changed"][-1]
    assert change["message"]["subtype"] == "tombstone"


async def test_a_deleted_message_without_replies_is_told_as_deleted(sandbox):
    message = await sandbox.slack.say("ada", "product", "hello")
    await sandbox.slack.delete_message("ada", "product", message.ts)

    told = sandbox.slack.events[-1]
    assert (told["subtype"], told["deleted_ts"]) == ("message_deleted", message.ts)


async def test_a_thread_comes_in_pages(sandbox):
    app = client(sandbox)
    where = {"channel": sandbox.slack.channel("product").id}
    parent = await sandbox.slack.say("ada", "product", "0")
    for number in range(1, 5):
        await sandbox.slack.say("ben", "product", str(number), parent.ts)

    seen, cursor = [], None
    while cursor != "":
        page = await app.conversations_replies(**where, ts=parent.ts, limit=2, cursor=cursor)
        seen += [message["text"] for message in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
    assert seen == ["0", "1", "2", "3", "4"]


async def test_too_many_calls_must_wait_as_long_as_told(sandbox):
    app = client(sandbox)
    where = {"channel": sandbox.slack.channel("product").id}
    said = await app.chat_postMessage(**where, text="x")
    for number in range(50):
        await app.chat_update(**where, ts=said["ts"], text=str(number))

    with pytest.raises(SlackApiError) as refused:
        await app.chat_update(**where, ts=said["ts"], text="too much")
    assert refused.value.response.status_code == 429
    sandbox.clock.move(int(refused.value.response.headers["Retry-After"]))
    await app.chat_update(**where, ts=said["ts"], text="later")


async def test_one_channel_takes_a_burst_of_posts_and_then_one_a_second(sandbox):
    app = client(sandbox)
    product, general = (sandbox.slack.channel(n).id for n in ("product", "general"))
    refused = None
    for _ in range(20):
        try:
            await app.chat_postMessage(channel=product, text="x")
        except SlackApiError as error:
            refused = error.response
            break

    assert refused is not None
    assert refused.status_code == 429
    await app.chat_postMessage(channel=general, text="elsewhere")
    sandbox.clock.move(1)
    await app.chat_postMessage(channel=product, text="later")


async def test_json_is_read_where_slack_reads_json(sandbox):
    where = {"channel": sandbox.slack.channel("product").id}
    bearer = {"Authorization": f"Bearer {sandbox.slack.tokens.bot}"}
    async with aiohttp.ClientSession(headers=bearer) as http:

        async def call(method, **args):
            url = f"{sandbox.url}/slack/api/{method}"
            async with http.post(url, json=where | args) as answer:
                return await answer.json()

        said = await call("chat.postMessage", text="x")
        assert said["ok"]
        unread = await call("conversations.replies", ts=said["ts"])
        assert unread["error"] == "invalid_arguments"


async def test_calls_are_kept_without_tokens(sandbox, tmp_path):
    with (tmp_path / "calls.jsonl").open("w") as file:
        sandbox.calls.record(file)
        await client(sandbox).chat_postMessage(
            channel=sandbox.slack.channel("product").id, text="x"
        )
    line = (tmp_path / "calls.jsonl").read_text()

    assert sandbox.slack.tokens.bot not in line
    assert json.loads(line).keys() == {"t", "method", "args", "response"}
    assert sandbox.calls.of("slack", "chat.postMessage")[0].args["text"] == "x"


async def test_a_fresh_start_forgets_everything_but_the_tokens(sandbox):
    app = client(sandbox)
    await app.chat_postMessage(channel=sandbox.slack.channel("product").id, text="x")
    sandbox.faults.order("slack", "auth.test", error="account_inactive")
    sandbox.reset()

    assert (await app.auth_test())["ok"]
    assert sandbox.slack.messages("product") == []
    assert [call.method for call in sandbox.calls] == ["auth.test"]
