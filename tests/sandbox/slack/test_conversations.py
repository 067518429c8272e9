"""Channels as the app finds and reads them, and how it speaks to one person."""

import pytest

from tests.sandbox.slack.apps import client, refusal

EVERYWHERE = "public_channel,private_channel,im"


async def pages(call, key, **where):
    """What all pages hold."""
    seen, cursor = [], None
    while cursor != "":
        page = await call(**where, cursor=cursor)
        seen += page[key]
        cursor = page["response_metadata"]["next_cursor"]
    return seen


async def test_the_app_finds_the_channels_that_it_is_in(sandbox):
    app, slack = client(sandbox), sandbox.slack
    slack.workspace.add_channel("board", kind="group")
    listed = await pages(app.users_conversations, "channels", types=EVERYWHERE, limit=2)
    names = [channel.get("name") or channel["user"] for channel in listed]
    people = [slack.person(name).id for name in ("ada", "ben", "chloe")]
    assert names == ["general", "product", *people, "board"]


async def test_of_a_persons_channels_the_hidden_ones_are_told_only_where_the_app_is(sandbox):
    app, slack = client(sandbox), sandbox.slack
    ben = slack.person("ben").id
    slack.channel("general").members.discard(ben)
    for name, in_it, kind in (("ours", True, "group"), ("theirs", False, "group")):
        slack.workspace.add_channel(name, kind=kind, app=in_it)
    listed = await pages(app.users_conversations, "channels", types=EVERYWHERE, user=ben, limit=2)
    names = [channel.get("name") or channel["user"] for channel in listed]
    assert names == ["product", "random", ben, "ours"]
    refused = await refusal(app.users_conversations(user="U0NOBODY"))
    assert refused["error"] == "user_not_found"


async def test_archived_channels_are_left_out_on_request(sandbox):
    app = client(sandbox)
    await sandbox.slack.archive("general")
    listed = (await app.users_conversations(exclude_archived=True))["channels"]
    assert [channel["name"] for channel in listed] == ["product"]


async def test_each_kind_of_channel_needs_its_scope(sandbox):
    app = client(sandbox)
    sandbox.slack.scopes.discard("im:read")
    refused = await refusal(app.users_conversations(types=EVERYWHERE))
    assert (refused["error"], refused["needed"]) == ("missing_scope", "im:read")
    assert (await app.users_conversations(types="public_channel"))["ok"]


@pytest.mark.parametrize("args", [{"types": "secret"}, {"cursor": "x"}, {"limit": 1000}], ids=str)
async def test_what_slack_would_not_understand_is_refused(sandbox, args):
    assert (await refusal(client(sandbox).users_conversations(**args)))["error"].startswith("inv")


async def test_a_history_comes_in_pages_newest_first_whatever_appears_meanwhile(sandbox):
    app, slack = client(sandbox), sandbox.slack
    channel = slack.channel("product").id
    said = [await slack.say("ada", "product", str(number)) for number in range(5)]
    page = await app.conversations_history(channel=channel, limit=2, oldest=said[0].ts)
    await slack.say("ada", "product", "meanwhile")
    rest = await app.conversations_history(
        channel=channel,
        limit=2,
        oldest=said[0].ts,
        cursor=page["response_metadata"]["next_cursor"],
    )
    assert [m["text"] for m in page["messages"] + rest["messages"]] == ["4", "3", "2", "1"]
    assert not rest["has_more"]


async def test_a_persons_id_takes_posts_and_nothing_else(sandbox):
    app, ben = client(sandbox), sandbox.slack.person("ben").id
    said = await app.chat_postMessage(channel=ben, text="psst")
    assert said["channel"] == sandbox.slack.workspace.direct("ben").id
    assert [m.text for m in sandbox.slack.messages("ben")] == ["psst"]
    refused = await refusal(app.chat_update(channel=ben, ts=said["ts"], text="pssst"))
    assert refused["error"] == "channel_not_found"
    assert (await refusal(app.conversations_history(channel=ben)))["error"] == "channel_not_found"


async def test_an_app_that_was_thrown_out_is_told_nothing_and_says_nothing(sandbox):
    app, told = client(sandbox), len(sandbox.slack.events)
    await sandbox.slack.remove("product")
    await sandbox.slack.say("ada", "product", "alone at last")
    assert len(sandbox.slack.events) == told
    where = {"channel": sandbox.slack.channel("product").id}
    assert (await refusal(app.chat_postMessage(**where, text="x")))["error"] == "not_in_channel"
    assert (await refusal(app.conversations_history(**where)))["error"] == "not_in_channel"


async def test_an_archived_channel_is_read_and_takes_nothing(sandbox):
    app = client(sandbox)
    await sandbox.slack.archive("product")
    where = {"channel": sandbox.slack.channel("product").id}
    assert (await refusal(app.chat_postMessage(**where, text="x")))["error"] == "is_archived"
    assert (await app.conversations_history(**where))["ok"]


async def test_a_workspace_may_forbid_uploads(sandbox):
    app = client(sandbox)
    sandbox.slack.shelf.refusal = "file_uploads_disabled"
    refused = await refusal(app.files_getUploadURLExternal(filename="t.txt", length=5))
    assert refused["error"] == "file_uploads_disabled"


async def test_a_revoked_token_is_worth_nothing_and_the_apps_own_goes_on(sandbox):
    sandbox.slack.revoke()
    refused = await refusal(client(sandbox).auth_test())
    assert refused["error"] == "token_revoked"
    own = client(sandbox, sandbox.slack.tokens.app)
    assert (await own.apps_connections_open(app_token=sandbox.slack.tokens.app))["ok"]


async def test_a_call_before_the_end_of_a_pause_is_refused_and_kept(sandbox):
    app, limits = client(sandbox), sandbox.slack.limits
    limits.slow_down("auth.test", 60)
    assert (await refusal(app.auth_test()))["error"] == "ratelimited"
    assert limits.undercut == []
    sandbox.clock.move(30)
    assert (await refusal(app.auth_test()))["error"] == "ratelimited"
    assert [method for method, _ in limits.undercut] == ["auth.test"]
    sandbox.clock.move(30)
    assert (await app.auth_test())["ok"]
