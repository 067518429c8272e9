"""Acknowledging 200 events a second in Socket Mode: the slowest of a hundred.

The bot as its real process, against a Bolt app that acknowledges everything unseen. Deleted
messages concern us, so each is on the disk before it is acknowledged and looked into afterwards;
chatter of other people is acknowledged and forgotten. All is sent in an open loop.
"""

import asyncio
from collections.abc import Callable

from tests.bench import floors
from tests.bench.bots import bare_bot, our_bot
from tests.bench.cores import alone, beside
from tests.bench.score import Measure, percentile, ratios
from tests.bench.slack import Event, Slack, open_slack

RATE = 200.0  # events a second
SECONDS = 1.0  # per turn and kind
TURNS = 3  # per round: many short turns, because whatever else runs here hits one and not the next
WARM_UP = 1.0


async def measure(rounds: int) -> list[Measure]:
    stored, chatter, bare, syncs = [], [], [], []
    with beside():
        async with open_slack() as slack, our_bot(slack) as ours, bare_bot(slack) as theirs:
            alone(ours.pid)
            alone(theirs.pid)
            await slack.connected("ours", lines=2)
            for name in ("ours", "bare"):
                await slack.tell(name, deleted, rate=RATE, seconds=WARM_UP)
            for _ in range(rounds * TURNS):
                syncs.append(floors.sync_time(100))
                bare.append(await _turn(slack, "bare", talked))
                stored.append(await _turn(slack, "ours", deleted))
                chatter.append(await _turn(slack, "ours", talked))
    return [
        Measure(
            name="p99 when every event is stored, against bare Bolt",
            values=ratios(_p99(stored), _p99(bare)),
            goal=1.5,
        ),
        Measure(
            name="p50 when every event is stored, against bare Bolt",
            values=ratios(_p50(stored), _p50(bare)),
        ),
        Measure(name="p99 of chatter, against bare Bolt", values=ratios(_p99(chatter), _p99(bare))),
        Measure(
            name="p99 when every event is stored, in fdatasyncs of this disk",
            values=ratios(_p99(stored), syncs),
        ),
        Measure(
            name="the disk floor: fdatasync of 4 kB",
            values=[sync * 1000 for sync in syncs],
            unit="ms",
        ),
    ]


def deleted(number: int) -> Event:
    return {
        "type": "message",
        "subtype": "message_deleted",
        "channel": "C0BENCH",
        "channel_type": "channel",
        "ts": f"1700000000.{number:06}",
        "event_ts": f"1700000000.{number:06}",
        "deleted_ts": f"1600000000.{number:06}",
    }


def talked(number: int) -> Event:
    return {
        "type": "message",
        "channel": "C0BENCH",
        "channel_type": "channel",
        "user": "U0OTHER",
        "text": "The build is green again, thank you all for the patience.",
        "ts": f"1700000000.{number:06}",
        "event_ts": f"1700000000.{number:06}",
    }


async def _turn(slack: Slack, name: str, make: Callable[[int], Event]) -> list[float]:
    await asyncio.sleep(
        0.2
    )  # reason: what the turn before left over must not cost this one anything
    return await slack.tell(name, make, rate=RATE, seconds=SECONDS)


def _p99(turns: list[list[float]]) -> list[float]:
    return [percentile(turn, 0.99) for turn in turns]


def _p50(turns: list[list[float]]) -> list[float]:
    return [percentile(turn, 0.5) for turn in turns]
