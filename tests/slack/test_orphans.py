"""What lost its thread is taken back, whenever we come to know of it."""

import pytest

from bot.domain.errors import Gone, Unclear
from bot.domain.job import Place
from bot.domain.message import Message, PartKey, TextFile
from tests.slack.fronts import a_front

KEY = PartKey(job="j1", part="result")
HELLO = Message(text="hello")
FILE = TextFile(name="weekly.txt", title="Transcript", text="[0:00:01] words\n")


@pytest.fixture
async def front(sandbox):
    sandbox.clock.speed = 100
    async with a_front(sandbox) as opened:
        yield opened


@pytest.fixture
async def place(sandbox):
    parent = await sandbox.slack.say("ben", "product", "listen")
    return Place(team=sandbox.slack.workspace.team_id, channel=parent.channel, thread=parent.ts)


async def leave(sandbox, place):
    await sandbox.slack.delete_message("ben", place.channel, place.thread)


def alone(sandbox):
    """What the bot said in the channel itself."""
    return [m for m in sandbox.slack.messages("product") if m.by_app and not m.is_reply]


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("trouble", [{"reset": True}, {"status": 503}, {"lose_answer": True}])
async def test_an_orphan_is_deleted_again_until_it_is_gone(
    sandbox, front, place, times, trouble, caplog
):
    await leave(sandbox, place)
    fault = sandbox.faults.order("slack", "chat.delete", times=times, **trouble)
    with pytest.raises(Gone):
        await front.thread.post(place, HELLO, KEY)
    assert alone(sandbox) == []
    assert fault.hits == times
    assert not caplog.records


async def test_an_orphan_that_cannot_be_deleted_is_left_with_a_line_in_the_log(
    sandbox, front, place, caplog
):
    await leave(sandbox, place)
    fault = sandbox.faults.order("slack", "chat.delete", times=None, status=503)
    with pytest.raises(Gone):
        await front.thread.post(place, HELLO, KEY)
    assert fault.hits == 4
    assert "an orphaned reply stays" in caplog.text


async def test_an_orphan_is_not_deleted_before_slack_lets_us(sandbox, front, place):
    await leave(sandbox, place)
    sandbox.slack.limits.slow_down("chat.delete", 40)
    with pytest.raises(Gone):
        await front.thread.post(place, HELLO, KEY)
    assert alone(sandbox) == []
    assert sandbox.slack.limits.undercut == []


@pytest.mark.parametrize("replies", [0, 1], ids=["gone", "tombstone"])
async def test_an_orphan_whose_answer_was_lost_is_found_and_taken_back(
    sandbox, front, place, replies
):
    for _ in range(replies):
        await sandbox.slack.say("ada", "product", "and?", place.thread)
    await leave(sandbox, place)
    sandbox.faults.order("slack", "chat.postMessage", lose_answer=True)
    with pytest.raises(Unclear):
        await front.thread.post(place, HELLO, KEY)
    assert len(alone(sandbox)) == 1
    with pytest.raises(Gone):
        await front.thread.find(place, KEY)
    assert alone(sandbox) == []


async def test_what_was_said_before_the_parent_went_is_still_found(sandbox, front, place):
    ts = await front.thread.post(place, HELLO, KEY)
    await leave(sandbox, place)
    assert await front.thread.find(place, KEY) == ts


async def test_a_file_that_lost_its_thread_is_taken_back(sandbox, front, place):
    sandbox.slack.shelf.share_delay = 0.0
    file_id = await front.thread.upload(FILE)
    await leave(sandbox, place)
    await front.thread.share(place, {file_id: FILE})
    await sandbox.wait_until(lambda: sandbox.slack.file(file_id).shares)
    with pytest.raises(Gone):
        await front.thread.shared(place, file_id)
    assert alone(sandbox) == []


async def test_a_file_of_which_slack_does_not_tell_the_thread_stays(sandbox, front, place):
    sandbox.slack.shelf.share_delay = 0.0
    file_id = await front.thread.upload(FILE)
    await front.thread.share(place, {file_id: FILE})
    shares = await sandbox.wait_until(lambda: sandbox.slack.file(file_id).shares)
    shares[place.channel][0].pop("thread_ts")
    assert await front.thread.shared(place, file_id)
    assert len(sandbox.slack.thread("product", place.thread)) == 2
