"""Two hundred events a second over a real socket, in an open loop, beside two hundred live jobs.

The bot has a core of its own; the workspace, the service and the stopwatch have another. The
clocks of late answers start when an event is sent, and nothing waits for them.
"""

import asyncio
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.sandbox import Sandbox
from bot.sandbox.slack.delivery import Parcel, Transport
from tests.bench import floors
from tests.bench.cores import alone, beside
from tests.bench.score import percentile
from tests.house import open_sandbox, recording
from tests.process import Process
from tests.proofs.fleet import Fleet
from tests.proofs.probed import Report, read_reports
from tests.proofs.score import Row

RATE, SECONDS = 200, 60  # events a second, for so long
QUICK_RATE, QUICK_SECONDS = 50, 3
RECORDINGS = 20  # every so many events one is shared
DELETED = 3  # every so many of the others, a message
LIVE, QUICK_LIVE = 200, 10
ACKNOWLEDGED = 0.300  # seconds, p99
LATE, LATEST = 0.050, 0.200  # seconds by which the loop may be late, p99 and at most
WARM_UP = 3  # seconds of reports that do not count
PATIENCE = 10.0  # seconds until the last event is acknowledged, or told again
REPETITIONS = (61.0, 301.0, 0.0)  # seconds after which Slack tells what was not acknowledged

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What came of the load."""

    told: int
    acknowledged: int
    took: list[float]  # of each telling that was acknowledged
    lost: int
    reports: list[Report]


def prove(*, whole: bool) -> list[Row]:
    with beside():
        if whole:
            return _rows(asyncio.run(_load(RATE, SECONDS, LIVE)), RATE, SECONDS)
        return [_taken(asyncio.run(_load(QUICK_RATE, QUICK_SECONDS, QUICK_LIVE)))]


def _rows(seen: Seen, rate: int, seconds: int) -> list[Row]:
    p99 = percentile(seen.took, 0.99)
    late = [one for report in seen.reports[WARM_UP:] for one in report.late]
    late99, latest = percentile(late, 0.99), max(late)
    return [
        _taken(seen),
        Row(
            proof=f"open-loop load, {rate} events a second for {seconds} s, 1 in {RECORDINGS} "
            f"a recording, {LIVE} live jobs",
            mark=f"acknowledged p99 < {ACKNOWLEDGED * 1000:.0f} ms",
            figure=f"p50 {percentile(seen.took, 0.5) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms, "
            f"max {max(seen.took) * 1000:.0f} ms",
            held=p99 < ACKNOWLEDGED,
        ),
        Row(
            proof="the loop under that load",
            mark=f"late p99 ≤ {LATE * 1000:.0f} ms, max ≤ {LATEST * 1000:.0f} ms",
            figure=f"p99 {late99 * 1000:.0f} ms, max {latest * 1000:.0f} ms",
            held=late99 <= LATE and latest <= LATEST,
        ),
    ]


def _taken(seen: Seen) -> Row:
    unacknowledged = seen.told - seen.acknowledged
    return Row(
        proof="every event of that load",
        mark="all acknowledged, 0 rows lost",
        figure=f"{seen.told:,} events: {unacknowledged} not acknowledged, {seen.lost} rows lost",
        held=not unacknowledged + seen.lost,
    )


async def _load(rate: int, seconds: int, live: int) -> Seen:
    with floors.folder() as place:
        folder = Path(place)
        async with open_sandbox() as sandbox:
            sandbox.slack.limits.enabled = False
            await Fleet(running=live).lay_down(sandbox, folder / "bot.db")
            stopwatch = Stopwatch(sandbox.slack.delivery.transport)
            sandbox.slack.delivery.transport = stopwatch
            report = folder / "report"
            process = Process(
                sandbox, folder, command=("tests.proofs.probed", str(report)), LOG_LEVEL="ERROR"
            )
            try:
                await process.start()
                alone(process.pid)
                speaker = Speaker(sandbox)
                await speaker.speak(rate, seconds)
                await _settled(sandbox)
            finally:
                process.kill()
                await process.ended()
        return Seen(
            told=len(sandbox.slack.delivery.parcels),
            acknowledged=sum(one.acknowledged for one in sandbox.slack.delivery.parcels),
            took=stopwatch.took,
            lost=_lost(folder / "bot.db", speaker, live),
            reports=read_reports(report),
        )


async def _settled(sandbox: Sandbox) -> None:
    """Wait until Slack has told everything, if need be again."""
    delivery = sandbox.slack.delivery
    for pause in REPETITIONS:
        with suppress(TimeoutError):
            await sandbox.wait_until(
                lambda: all(one.settled for one in delivery.parcels), seconds=PATIENCE
            )
            return
        sandbox.clock.move(pause)


@dataclass(slots=True)
class Stopwatch:
    """Carries parcels and times their acknowledgements."""

    transport: Transport
    took: list[float] = field(default_factory=list)

    async def carry(self, parcel: Parcel, attempt: int, reason: str) -> Json:
        """Deliver once."""
        began = time.perf_counter()
        answer = await self.transport.carry(parcel, attempt, reason)
        self.took.append(time.perf_counter() - began)
        return answer


class Speaker:
    """People who talk, delete and share at a steady rate."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.shared = 0
        self.deleted = 0
        self._sandbox = sandbox

    async def speak(self, rate: int, seconds: int) -> None:
        """Each thing has its time, whatever became of those before."""
        start = time.perf_counter()
        for number in range(rate * seconds):
            await asyncio.sleep(start + number / rate - time.perf_counter())
            if number % RECORDINGS == 0:
                await self._sandbox.slack.share("ben", "general", [recording()])
                self.shared += 1
            else:
                self._sandbox.slack.delivery.tell(self._payload(number, self._event(number)))

    def _event(self, number: int) -> Json:
        if number % DELETED:
            return {"user": "U0OTHER", "text": f"The build is green for the {number}th time."}
        self.deleted += 1
        return {"subtype": "message_deleted", "deleted_ts": f"1600000000.{number:06}"}

    def _payload(self, number: int, event: Json) -> Json:
        workspace = self._sandbox.slack.workspace
        channel = workspace.channel("general")
        place = {"type": "message", "channel": channel.id, "channel_type": channel.kind}
        app = {"team_id": workspace.team_id, "user_id": workspace.app.id, "is_bot": True}
        return {
            "type": "event_callback",
            "team_id": workspace.team_id,
            "api_app_id": workspace.app_id,
            "event_id": f"Ev{number}",
            "event_time": int(workspace.clock.now()),
            "authorizations": [app],
            "event": place | event | {"ts": f"1700000000.{number:06}", "event_ts": "1700000000.1"},
        }


def _lost(database: Path, speaker: Speaker, live: int) -> int:
    """How many rows there should be and are not."""
    with closing(sqlite3.connect(database)) as reading:
        (inbox,) = reading.execute("SELECT count(*) FROM inbox").fetchone()
        (jobs,) = reading.execute("SELECT count(*) FROM jobs").fetchone()
        (unsettled,) = reading.execute(
            "SELECT count(*) FROM inbox WHERE settled_at IS NULL"
        ).fetchone()
    missing_notices = max(speaker.shared + speaker.deleted - inbox, 0)
    return missing_notices + max(speaker.shared + live - jobs - unsettled, 0)
