"""What we say in Slack, and what we make of its answers, over the sandbox."""

import pytest

from bot.domain.errors import (
    Fault,
    Gone,
    NeedsOperator,
    NoBlocks,
    NoUploads,
    RateLimited,
    Rejected,
    Unclear,
    Unreachable,
)
from bot.domain.job import Place
from bot.domain.message import Message, PartKey, TextFile
from bot.sandbox import Upload
from tests.slack.fronts import a_front

KEY = PartKey(job="j1", part="status")
HELLO = Message(
    text="hello", blocks=({"type": "section", "text": {"type": "mrkdwn", "text": "hi"}},)
)
FILE = TextFile(name="weekly.txt", title="Transcript", text="[0:00:01] naïve ☃\n")


@pytest.fixture
async def front(sandbox):
    async with a_front(sandbox) as opened:
        yield opened


@pytest.fixture
async def place(sandbox):
    parent = await sandbox.slack.say("ben", "product", "listen")
    return Place(team=sandbox.slack.workspace.team_id, channel=parent.channel, thread=parent.ts)


def said(sandbox, place):
    return [m for m in sandbox.slack.thread(place.channel, place.thread) if m.by_app]


async def test_a_post_lands_in_its_thread_and_is_found_by_its_part(sandbox, front, place):
    ts = await front.thread.post(place, HELLO, KEY)
    assert await front.thread.find(place, KEY) == ts
    assert await front.thread.find(place, PartKey(job="j1", part="result")) is None
    [reply] = said(sandbox, place)
    assert reply.metadata["event_payload"] == {"job": "j1", "part": "status"}
    args = sandbox.calls.of("slack", "chat.postMessage")[0].args
    assert (args["unfurl_links"], args["unfurl_media"]) == ("false", "false")


async def test_a_parent_that_we_post_ourselves_is_found_in_the_channel(sandbox, front, place):
    alone = Place(team=place.team, channel=place.channel)
    ts = await front.thread.post(alone, HELLO, KEY)
    assert await front.thread.find(alone, KEY) == ts


async def test_no_clock_hides_what_was_said(sandbox, front, place):
    """Ours may be hours from Slack's, in either direction."""
    channel = Place(team=place.team, channel=place.channel)
    said = {where: await front.thread.post(where, HELLO, KEY) for where in (place, channel)}
    for hours in (-5, 10):
        sandbox.clock.move(hours * 3600)
        for where, ts in said.items():
            assert await front.thread.find(where, KEY) == ts


async def test_a_part_is_found_in_a_thread_of_several_pages(sandbox, front, place):
    for number in range(250):
        await sandbox.slack.say("ada", "product", str(number), place.thread)
    ts = await front.thread.post(place, HELLO, KEY)
    assert await front.thread.find(place, KEY) == ts


async def test_one_person_is_spoken_to_directly(sandbox, front, place):
    ben = sandbox.slack.person("ben").id
    direct = await front.thread.direct(place, ben)
    assert direct == Place(team=place.team, channel=sandbox.slack.workspace.direct("ben").id)
    await front.thread.post(direct, HELLO, KEY)
    assert [m.text for m in sandbox.slack.messages("ben")] == ["hello"]


@pytest.mark.parametrize("why", ["no scope", "user_not_visible", "token"])
async def test_a_direct_message_that_cannot_be_opened_goes_to_the_persons_id(
    sandbox, front, place, why
):
    if why == "no scope":
        sandbox.slack.scopes.discard("im:write")
    elif why == "token":
        sandbox.slack.revoke()
    else:
        sandbox.faults.order("slack", "conversations.open", error=why)
    ben = sandbox.slack.person("ben").id
    direct = await front.thread.direct(place, ben)
    assert direct == Place(team=place.team, channel=ben)
    if why == "token":
        with pytest.raises(NeedsOperator):
            await front.thread.post(direct, HELLO, KEY)
        return
    await front.thread.post(direct, HELLO, KEY)
    assert [m.text for m in sandbox.slack.messages("ben")] == ["hello"]


async def test_an_update_changes_the_words_and_keeps_the_part(sandbox, front, place):
    ts = await front.thread.post(place, HELLO, KEY)
    await front.thread.update(place, ts, Message(text="done"))
    [reply] = said(sandbox, place)
    assert (reply.text, reply.blocks) == ("done", [])
    assert await front.thread.find(place, KEY) == ts


async def test_a_lost_answer_is_unclear_and_said_once(sandbox, front, place):
    sandbox.faults.order("slack", "chat.postMessage", lose_answer=True)
    with pytest.raises(Unclear):
        await front.thread.post(place, HELLO, KEY)
    assert len(said(sandbox, place)) == 1


@pytest.mark.parametrize(
    ("trouble", "error"),
    [
        ({"reset": True}, Unclear),
        ({"garbage": True}, Unclear),
        ({"status": 500}, Unclear),
        ({"status": 503, "body": "oops"}, Unclear),
        ({"status": 200, "body": "ok", "headers": {"Content-Type": "text/plain"}}, Unclear),
        ({"status": 200, "body": "[1]", "headers": {"Content-Type": "application/json"}}, Unclear),
        ({"status": 502, "body": "<html>", "headers": {"Content-Type": "text/html"}}, Unclear),
        ({"error": "fatal_error"}, Unclear),
        ({"error": "internal_error"}, Unclear),
        ({"error": "ratelimited"}, RateLimited),
        ({"error": "invalid_auth"}, NeedsOperator),
        ({"error": "missing_scope"}, NeedsOperator),
        ({"error": "is_archived"}, Gone),
        ({"error": "restricted_action_thread_only_channel"}, Gone),
        ({"error": "something_new"}, Gone),
    ],
    ids=str,
)
async def test_every_answer_becomes_an_error_of_ours(sandbox, front, place, trouble, error):
    sandbox.faults.order("slack", "chat.postMessage", **trouble)
    with pytest.raises(error) as raised:
        await front.thread.post(place, HELLO, KEY)
    assert type(raised.value) is error
    assert "hello" not in str(raised.value)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7.0), ("1.5", 1.5), ("abc", 30.0), ("-5", 1.0), ("0", 1.0), (None, 30.0)],
)
async def test_a_pause_is_read_however_it_is_written(sandbox, front, place, header, seconds):
    headers = {"Retry-After": header} if header else {}
    body = {"ok": False, "error": "ratelimited"}
    sandbox.faults.order("slack", "chat.postMessage", status=429, headers=headers, body=body)
    with pytest.raises(RateLimited) as raised:
        await front.thread.post(place, HELLO, KEY)
    assert raised.value.retry_after == seconds


async def test_nobody_there_means_that_nothing_was_sent(sandbox, front, place):
    await sandbox.close()
    with pytest.raises(Unreachable):
        await front.thread.post(place, HELLO, KEY)


async def test_where_we_are_not_we_cannot_post(sandbox, front, place):
    sandbox.slack.channel("product").members.discard(sandbox.slack.workspace.app.id)
    with pytest.raises(Gone) as raised:
        await front.thread.post(place, HELLO, KEY)
    assert raised.value.fault is Fault.NOT_IN_CHANNEL


async def test_a_reply_whose_parent_is_gone_is_taken_back(sandbox, front, place):
    await sandbox.slack.delete_message("ben", place.channel, place.thread)
    with pytest.raises(Gone):
        await front.thread.post(place, HELLO, KEY)
    assert not any(m.by_app for m in sandbox.slack.messages("product"))


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"])
async def test_blocks_that_slack_refuses_are_told_and_nothing_is_said(sandbox, front, place, code):
    ts = await front.thread.post(place, HELLO, KEY)
    for call in ("chat.postMessage", "chat.update"):
        sandbox.faults.order("slack", call, error=code)
    with pytest.raises(NoBlocks):
        await front.thread.post(place, HELLO, KEY)
    with pytest.raises(NoBlocks):
        await front.thread.update(place, ts, HELLO)
    assert len(said(sandbox, place)) == 1


async def test_plain_words_take_the_place_of_blocks(sandbox, front, place):
    ts = await front.thread.post(place, HELLO, KEY)
    await front.thread.update(place, ts, HELLO.plain)
    [reply] = said(sandbox, place)
    assert (reply.text, reply.blocks) == ("hello", [])


async def test_a_whisper_with_blocks_that_slack_refuses_is_said_in_plain_words(
    sandbox, front, place
):
    odd = Message(text="the words matter", blocks=({"type": "hologram"},))
    await front.thread.whisper(place, sandbox.slack.person("ben").id, odd)
    [whisper] = sandbox.slack.ephemeral("ben")
    assert (whisper.text, whisper.blocks) == ("the words matter", [])


@pytest.mark.parametrize(
    "code",
    [
        *("file_type_not_allowed", "file_upload_size_restricted", "file_uploads_disabled"),
        *("file_uploads_except_images_disabled", "restricted_action", "storage_limit_reached"),
        "user_is_external_guest",
    ],
)
async def test_a_workspace_that_takes_no_files_is_told(sandbox, front, place, code):
    sandbox.faults.order("slack", "files.getUploadURLExternal", error=code)
    with pytest.raises(NoUploads):
        await front.thread.upload(FILE)
    file_id = await front.thread.upload(FILE)
    sandbox.faults.order("slack", "files.completeUploadExternal", error=code)
    with pytest.raises(NoUploads):
        await front.thread.share(place, {file_id: FILE})


async def test_a_file_comes_in_three_steps_and_is_shared_once(sandbox, front, place):
    file_id = await front.thread.upload(FILE)
    assert not await front.thread.shared(place, file_id)
    await front.thread.share(place, {file_id: FILE})
    await sandbox.wait_until(lambda: said(sandbox, place))
    sandbox.clock.move(60)
    assert await front.thread.shared(place, file_id)
    [reply] = said(sandbox, place)
    assert reply.files[0].upload.data.decode() == FILE.text


async def test_a_file_whose_bytes_never_arrived_is_not_given_up(sandbox, front, place):
    sandbox.faults.order("slack", "files.upload", garbage=True)
    file_id = await front.thread.upload(FILE)
    with pytest.raises(Unclear):
        await front.thread.share(place, {file_id: FILE})
    assert not await front.thread.shared(place, file_id)


async def test_a_file_that_was_deleted_is_not_shared(sandbox, front, place):
    file_id = await front.thread.upload(FILE)
    sandbox.faults.order("slack", "files.info", error="file_deleted")
    assert not await front.thread.shared(place, file_id)


async def test_a_whisper_reaches_one_person(sandbox, front, place):
    ben = sandbox.slack.person("ben").id
    await front.thread.whisper(place, ben, HELLO)
    assert [m.text for m in sandbox.slack.ephemeral("ben")] == ["hello"]
    assert sandbox.slack.ephemeral("ada") == []


async def test_a_file_is_looked_up(sandbox, front):
    clip = Upload("clip.m4a", b"x" * 500, mimetype="audio/mp4", duration_ms=2500)
    message = await sandbox.slack.share("ben", "product", [clip])
    facts = await front.files.facts(message.files[0].id)
    assert (facts.name, facts.size, facts.seconds) == ("clip.m4a", 500, 2.5)
    assert facts.media
    assert facts.url.startswith(sandbox.url)


async def test_a_fresh_upload_is_asked_again_until_slack_has_scanned_it(sandbox, front):
    sandbox.clock.speed = 200
    fresh = Upload("recording", b"x" * 500, mimetype="audio/mp4", scan=4.0)
    message = await sandbox.slack.share("ben", "product", [fresh])
    facts = await front.files.facts(message.files[0].id)
    assert facts.media
    assert len(sandbox.calls.of("slack", "files.info")) > 1


@pytest.mark.parametrize(
    ("upload", "fault"),
    [
        (Upload("a.mp3", mode="tombstone"), Fault.FILE_GONE),
        (Upload("a.mp3", mode="hidden_by_limit"), Fault.FILE_HIDDEN),
        (Upload("a.mp3", mode="external", external="https://d.example/x"), Fault.FILE_EXTERNAL),
        (Upload("a.mp3", b"x", access="access_denied"), Fault.FILE_DENIED),
        (Upload("a.mp3", b"x", access="file_not_found"), Fault.FILE_GONE),
    ],
    ids=str,
)
async def test_what_cannot_be_read_has_its_own_fault(sandbox, front, upload, fault):
    message = await sandbox.slack.share("ben", "product", [upload])
    with pytest.raises(Rejected) as raised:
        await front.files.facts(message.files[0].id)
    assert raised.value.fault is fault


async def test_a_missing_scope_is_the_operators_business(sandbox, front):
    message = await sandbox.slack.share("ben", "product", [Upload("a.mp3", b"x")])
    sandbox.slack.scopes.discard("files:read")
    with pytest.raises(NeedsOperator) as raised:
        await front.files.facts(message.files[0].id)
    assert raised.value.fault is Fault.LOGIN_PAGE


async def test_who_is_an_admin_and_where_we_are(sandbox, front):
    slack = sandbox.slack
    assert await front.people.is_admin(slack.person("ada").id)
    assert not await front.people.is_admin(slack.person("ben").id)
    slack.scopes.discard("users:read")
    assert not await front.people.is_admin(slack.person("ada").id)
    product = slack.channel("product")
    assert await front.people.is_here(product.id)
    assert await front.people.is_here(slack.channel("ben").id)
    product.members.discard(slack.workspace.app.id)
    assert not await front.people.is_here(product.id)
