"""Many at once: nobody gets somebody else's words."""

import asyncio

import pytest

from tests.house import House
from tests.spoken import spoken

CHANNELS = ("product", "general", "design", "sales")
EACH = 5


async def test_the_same_name_in_two_channels_at_once_is_not_mixed_up(house: House):
    sandbox = house.sandbox
    ours = spoken(sandbox, "We sell apples.", name="sync.wav")
    theirs = spoken(sandbox, "We buy oranges.", name="sync.wav")
    first, second = await asyncio.gather(
        house.share(ours), house.share(theirs, by="chloe", channel="general")
    )
    await house.delivered(first)
    await house.delivered(second)

    assert "apples" in house.transcript(first)
    assert "oranges" in house.transcript(second)
    assert "oranges" not in house.transcript(first)


@pytest.mark.timeout(120)
async def test_twenty_at_once_are_each_delivered_once_in_their_own_threads(socket_house: House):
    house, sandbox = socket_house, socket_house.sandbox
    sandbox.clock.speed = 10.0  # twenty are the most that may be ordered in five minutes
    sandbox.tuplets.slots = len(CHANNELS) * EACH
    for name in CHANNELS[2:]:
        sandbox.slack.workspace.add_channel(name)
    uploads = {
        (channel, n): spoken(sandbox, f"canary {channel} number {n} sings.")
        for channel in CHANNELS
        for n in range(EACH)
    }
    shared = {
        key: await house.share(upload, channel=key[0], by=("ada", "ben", "chloe")[key[1] % 3])
        for key, upload in uploads.items()
    }
    for (channel, n), message in shared.items():
        await house.delivered(message, seconds=60)
        assert house.parts(message) == ["status", "result", "transcript"]
        assert f"canary {channel} number {n} sings." in house.transcript(message)
        assert house.transcript(message).count("canary") == 1

    assert house.paid == len(uploads)
