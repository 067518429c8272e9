"""The way from Slack to the bot breaks, and what is shared meanwhile arrives."""

import json

import aiohttp
import pytest

from bot.sandbox.slack.signed import sign
from tests.house import ABROAD, CLIP, House, recording


async def test_slack_asks_to_reconnect_in_the_middle_of_work(socket_house: House):
    house, slack = socket_house, socket_house.sandbox.slack
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.says(message, "transcrib")
    await slack.sockets.refresh()
    second = await house.share(recording(ABROAD))
    await house.until(lambda: slack.connections == 2)
    answer = await house.scribe("status")
    house.sandbox.tuplets.release()

    assert "#1" in answer.text
    await house.delivered(message)
    await house.delivered(second)


async def test_all_connections_are_cut_at_once_and_come_back(socket_house: House):
    house, slack = socket_house, socket_house.sandbox.slack
    for _ in range(3):
        await slack.sockets.drop()
        message = await house.share(channel="general")
        await house.until(lambda: slack.connections == 2)
    await house.delivered(message)

    assert slack.connections == 2


async def test_lines_renewed_in_the_same_moment_leave_no_gap(socket_house: House):
    house, slack = socket_house, socket_house.sandbox.slack
    await house.until(lambda: slack.connections == 2)
    house.sandbox.clock.speed = 1.0  # an old line is kept as long as this test takes to look
    slack.sockets.fewest = 2
    for _ in range(3):
        await slack.sockets.refresh("warning")
        answer = await house.scribe("help")
        assert answer.error is None
        await house.until(lambda: slack.connections == 4)
        house.sandbox.clock.move(10.0)
        await house.until(lambda: slack.connections == 2)

    assert slack.sockets.fewest == 2


async def test_readiness_tells_of_lines_that_went_dead(
    socket_house: House, monkeypatch: pytest.MonkeyPatch
):
    """Dead without a word, and nobody answers at the new addresses either."""
    house, slack = socket_house, socket_house.sandbox.slack
    monkeypatch.setattr("bot.slack.socket.HEARTBEAT", 0.2)  # seconds on the wall: 20 outside
    await slack.sockets.drop()
    await house.until(lambda: slack.connections == 2)
    house.sandbox.faults.order("slack", "socket", times=None, status=404)
    await slack.sockets.freeze()
    await ready(house, 503, "not connected to Slack")
    house.sandbox.faults.clear()
    await ready(house, 200, "ready")
    await house.delivered(await house.share())


async def test_readiness_tells_of_an_app_token_that_is_refused(socket_house: House):
    house, slack = socket_house, socket_house.sandbox.slack
    slack.tokens.app_revoked = True
    await slack.sockets.drop()
    await ready(house, 503, "Slack refuses the app token")
    slack.tokens.app_revoked = False
    await ready(house, 200, "ready")


@pytest.mark.parametrize("ending", ["revoke", "uninstall"])
async def test_readiness_tells_of_a_token_that_is_worth_nothing(house: House, ending: str):
    await house.delivered(await house.share())
    getattr(house.sandbox.slack, ending)()
    await ready(house, 503, "Slack refuses the bot token")
    before = len(house.sandbox.calls)
    await house.share(recording(ABROAD))
    await house.sandbox.clock.sleep(120)
    asked = [call.method for call in list(house.sandbox.calls)[before:] if call.service == "slack"]
    assert set(asked) <= {"auth.test"}
    house.sandbox.slack.tokens.revoked = ""
    await ready(house, 200, "ready")
    await house.delivered(await house.share(recording(CLIP)))


async def ready(house: House, status: int, words: str) -> None:
    """Wait until the bot says of itself how ready it is; a minute and a half at most."""
    url = f"http://127.0.0.1:{house.port}/health/ready"
    limit = house.sandbox.clock.now() + 90
    async with aiohttp.ClientSession() as client:
        while True:
            async with client.get(url) as answer:
                told = await answer.text()
            if answer.status == status and words in told:
                return
            assert house.sandbox.clock.now() < limit, told
            await house.sandbox.clock.sleep(1)


async def test_commands_are_taken_on_each_connection(socket_house: House):
    """Slack chooses any of the open connections for each thing that it tells."""
    house = socket_house
    await house.until(lambda: house.sandbox.slack.connections == 2)
    answers = [await house.scribe("help") for _ in range(4)]

    assert [answer.error for answer in answers] == [None] * 4


async def test_what_is_shared_while_the_bot_is_away_arrives_once_it_is_back(house: House):
    slack = house.sandbox.slack
    await house.stop()
    message = await house.share()
    if house.mode == "http":
        (parcel,) = [p for p in slack.delivery.parcels if p.payload["event"]["type"] == "message"]
        await house.until(lambda: len(parcel.attempts) == 2)
    await house.start()
    house.sandbox.clock.move(61.0)  # Slack's second repetition
    await house.delivered(message)

    assert house.parts(message) == ["status", "result", "transcript"]
    assert house.paid == 1


@pytest.mark.parametrize("forgery", ["wrong secret", "old", "other body", "no stamp", "garbled"])
async def test_a_request_that_is_not_slacks_gets_nothing_and_leaves_nothing(
    open_house, forgery: str
):
    async with open_house("http") as house:
        told = await genuine(house)
        body, headers = forged(house, told, forgery)
        status, answer = await post(house, body, headers)
        assert (status, answer) == (401, b"")

        await house.delivered(await house.share(recording(ABROAD)))
        assert house.paid == 1
        assert len(house.calls("chat.postMessage")) == 2


async def test_the_same_request_is_taken_when_it_is_slacks(open_house):
    async with open_house("http") as house:
        body, headers = forged(house, await genuine(house), "not at all")
        assert (await post(house, body, headers))[0] == 200
        await house.until(lambda: house.calls("chat.postMessage"))


async def genuine(house: House) -> dict:
    """An event as Slack would tell it, never told: a recording is shared where we are not."""
    message = await house.share(channel="random")
    shape = house.sandbox.slack.shape(message)
    workspace = house.sandbox.slack.workspace
    event = shape | {"channel": workspace.channel("product").id, "channel_type": "channel"}
    return {"type": "event_callback", "team_id": workspace.team_id, "event": event}


def forged(house: House, told: dict, forgery: str) -> tuple[bytes, dict[str, str]]:
    body = json.dumps(told).encode()
    stamp = str(int(house.sandbox.clock.now()))
    secret = house.sandbox.slack.tokens.signing
    if forgery == "wrong secret":
        secret = "0" * 32
    if forgery == "old":
        stamp = str(int(house.sandbox.clock.now()) - 400)
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": sign(secret, stamp, body),
    }
    if forgery == "other body":
        body += b" "
    if forgery == "no stamp":
        del headers["X-Slack-Request-Timestamp"]
    if forgery == "garbled":
        headers["X-Slack-Signature"] = "v0=\u00e9"
    return body, headers


async def post(house: House, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
    url = f"http://127.0.0.1:{house.port}/slack/events"
    async with (
        aiohttp.ClientSession() as client,
        client.post(url, data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.read()
