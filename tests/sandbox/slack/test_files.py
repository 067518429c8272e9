"""Files: brought by people, downloaded with the token, uploaded in three steps."""

import aiohttp
import pytest

from bot.sandbox import Upload
from tests.sandbox.slack.apps import client, refusal

RECORDING = Upload("sync.m4a", b"\0audio" * 1000, duration_ms=61_000)


async def fetch(sandbox, url, token=None):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    async with aiohttp.ClientSession() as http, http.get(url, headers=headers) as answer:
        return answer.status, answer.content_type, await answer.read()


async def upload(app, **complete):
    """All three steps."""
    asked = await app.files_getUploadURLExternal(filename="t.txt", length=5)
    async with (
        aiohttp.ClientSession() as http,
        http.post(asked["upload_url"], data=b"hello") as sent,
    ):
        assert sent.status == 200
    file = {"id": asked["file_id"], "title": "Transcript"}
    return asked["file_id"], await app.files_completeUploadExternal(files=[file], **complete)


async def test_a_shared_file_is_told_with_its_message_and_downloaded_with_the_token(sandbox):
    message = await sandbox.slack.share("ada", "product", [RECORDING], "our sync")
    told = sandbox.slack.events[0]
    assert (told["subtype"], told["text"], told["ts"]) == ("file_share", "our sync", message.ts)

    file = told["files"][0]
    assert (file["mimetype"], file["size"]) == ("audio/mp4", len(RECORDING.data))
    got = await fetch(sandbox, file["url_private_download"], sandbox.slack.tokens.bot)
    assert got == (200, "audio/mp4", RECORDING.data)


@pytest.mark.parametrize("trouble", ["no token", "wrong token", "no scope"])
async def test_without_the_right_a_download_is_a_login_page(sandbox, trouble):
    message = await sandbox.slack.share("ada", "product", [RECORDING])
    url = sandbox.slack.shape(message)["files"][0]["url_private"]
    tokens = {"no token": None, "wrong token": "xoxb-1", "no scope": sandbox.slack.tokens.bot}
    if trouble == "no scope":
        sandbox.slack.scopes.discard("files:read")

    status, content_type, body = await fetch(sandbox, url, tokens[trouble])
    assert (status, content_type) == (200, "text/html")
    assert RECORDING.data not in body


async def test_a_stub_tells_nothing_before_it_is_looked_up(sandbox):
    stub = Upload("sync.m4a", b"x", access="check_file_info")
    message = await sandbox.slack.share("ada", "product", [stub])
    told = sandbox.slack.events[0]["files"][0]
    assert told["file_access"] == "check_file_info"
    assert "url_private" not in told

    whole = await client(sandbox).files_info(file=message.files[0].id)
    assert whole["file"]["name"] == "sync.m4a"


async def test_a_fresh_file_has_no_type_until_it_is_scanned(sandbox):
    fresh = Upload("sync.m4a", b"x", scan=4.0)
    message = await sandbox.slack.share("ada", "product", [fresh])
    app, file_id = client(sandbox), message.files[0].id

    assert (await app.files_info(file=file_id))["file"]["mimetype"] == ""
    sandbox.clock.move(4.0)
    assert (await app.files_info(file=file_id))["file"]["mimetype"] == "audio/mp4"


async def test_files_beyond_reach_look_as_they_do_in_slack(sandbox):
    drive = Upload("sync.m4a", mode="external", external="https://drive.example/sync")
    hidden = Upload("old.m4a", b"x", mode="hidden_by_limit")
    message = await sandbox.slack.share("ada", "product", [drive, hidden, RECORDING])
    await sandbox.slack.delete_file("ada", message.files[2])

    external, old, gone = sandbox.slack.shape(message)["files"]
    assert external["url_private"] == "https://drive.example/sync"
    assert "url_private_download" not in external
    assert "name" not in old
    assert gone == {"id": message.files[2].id, "mode": "tombstone"}
    deleted = await refusal(client(sandbox).files_info(file=message.files[2].id))
    assert deleted["error"] == "file_deleted"
    assert sandbox.slack.events[-1]["type"] == "file_deleted"


async def test_a_file_where_the_app_is_not_cannot_be_looked_up(sandbox):
    message = await sandbox.slack.share("ada", "random", [RECORDING])

    answer = await refusal(client(sandbox).files_info(file=message.files[0].id))
    assert answer["error"] == "file_not_found"


async def test_an_upload_is_seen_in_its_thread_at_once_and_known_to_be_there_later(sandbox):
    app = client(sandbox)
    parent = await sandbox.slack.share("ada", "product", [RECORDING])
    file_id, answer = await upload(app, channel_id=parent.channel, thread_ts=parent.ts)
    assert "ts" not in answer["files"][0]

    reply = sandbox.slack.thread("product", parent.ts)[1]
    assert (reply.files[0].data, reply.files[0].title) == (b"hello", "Transcript")
    assert (await app.files_info(file=file_id))["file"]["shares"] == {}
    sandbox.clock.move(sandbox.slack.shelf.share_delay)
    await sandbox.wait_until(lambda: reply.files[0].shares)
    shares = (await app.files_info(file=file_id))["file"]["shares"]["public"][parent.channel]
    assert (shares[0]["ts"], shares[0]["thread_ts"]) == (reply.ts, parent.ts)


async def test_an_upload_said_to_be_complete_twice_is_seen_twice(sandbox):
    """Nothing in Slack's answers protects whoever repeats an unclear call."""
    app = client(sandbox)
    parent = await sandbox.slack.share("ada", "product", [RECORDING])
    where = {"channel_id": parent.channel, "thread_ts": parent.ts}
    file_id, _ = await upload(app, **where)
    await app.files_completeUploadExternal(files=[{"id": file_id}], **where)

    assert len(sandbox.slack.thread("product", parent.ts)) == 3


async def test_an_upload_needs_its_bytes_and_their_length(sandbox):
    app = client(sandbox)
    asked = await app.files_getUploadURLExternal(filename="t.txt", length=5)
    missing = await refusal(app.files_completeUploadExternal(files=[{"id": asked["file_id"]}]))
    assert missing["error"] == "file_not_found"

    async with (
        aiohttp.ClientSession() as http,
        http.post(asked["upload_url"], data=b"six by") as sent,
    ):
        assert sent.status == 400
    empty = await refusal(app.files_getUploadURLExternal(filename="t.txt", length=0))
    assert empty["error"] == "missing_argument"


async def test_slacks_own_upload_helper_works(sandbox):
    parent = await sandbox.slack.share("ada", "product", [RECORDING])
    await client(sandbox).files_upload_v2(
        channel=parent.channel, thread_ts=parent.ts, filename="t.txt", content="Grüße"
    )

    reply = sandbox.slack.thread("product", parent.ts)[1]
    assert reply.files[0].data.decode() == "Grüße"


async def test_a_forwarded_file_lies_in_an_attachment_and_can_be_looked_up(sandbox):
    original = await sandbox.slack.share("ada", "random", [RECORDING])
    await sandbox.slack.forward("ben", "product", original)

    told = sandbox.slack.events[-1]
    assert "files" not in told
    file = told["attachments"][0]["files"][0]
    assert (await client(sandbox).files_info(file=file["id"]))["ok"]


async def test_published_files_are_on_the_web_of_the_sandbox(sandbox):
    link = sandbox.publish("a b.mp3", b"mp3", "audio/mpeg")

    assert await fetch(sandbox, link) == (200, "audio/mpeg", b"mp3")
    assert (await fetch(sandbox, f"{sandbox.url}/media/other.mp3"))[0] == 404
