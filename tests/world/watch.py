"""Looks at each call as it happens and at the tables in the end: the named invariants.

I1 accepted is durable, I2 no loss, I3 one post, I4 one submit, I5 legal transitions, I6 liveness,
I7 bounded calls, I8 isolation, I16 cancel truth. (I20, same seed same trace, takes two worlds.)
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from bot.domain.job import MOVES, State
from bot.sandbox.calls import Call
from bot.sandbox.providers.tuplets.job import Job
from tests.world.sound import WORD
from tests.world.trace import payload_of
from tests.world.world import ENDED, World

POSTS = frozenset({"chat.postMessage", "chat.update", "files.completeUploadExternal"})
NEARLY = 0.01  # seconds that a call may come too early
LONG_AGO = 6 * 3600.0  # seconds after its end at which a job is certainly over
LOOKS_PER_HOUR = 1500  # at one job; the service asks for no more than one in four seconds


class Watch:
    """Everything that is wrong with a world, as far as it has come."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.wrongs: list[str] = []
        self.shared: dict[str, set[tuple[str, str]]] = defaultdict(set)  # threads of each word
        self.acknowledged: set[tuple[str, str]] = set()
        self._posts: Counter[tuple[str, str]] = Counter()
        self._part_of: dict[tuple[str, str], tuple[str, str]] = {}  # by channel and ts
        self._cancelled: set[str] = set()
        self._pause: dict[str, tuple[float, float]] = {}  # by method: from, until
        self._paid: Counter[str] = Counter()
        self._looks: Counter[tuple[str, int]] = Counter()
        world.sandbox.calls.listen(self._see)

    def forget_pauses(self) -> None:
        """The process is another one: it was told nothing yet."""
        self._pause.clear()

    def tidy(self) -> None:
        """Take away what was over long ago, once it is counted: worlds are searched line by line."""
        self._take_in_acknowledgements()
        late = self.world.clock.now() - LONG_AGO
        over = {
            (row["channel"], row["thread"])
            for row in self.world.rows(
                "SELECT channel, thread, max(coalesce(finished_at, 1e12)) AS at FROM jobs"
                f" GROUP BY channel, thread HAVING at < {late}"
            )
        }
        self.wrongs += self.one_post_of_files()
        slack, tuplets = self.world.sandbox.slack, self.world.sandbox.tuplets
        slack.workspace.messages.keep(lambda m: (m.channel, m.thread_ts or m.ts) not in over)
        for job in tuplets.jobs:
            if job.over and (job.ended or 0.0) < self.world.sandbox.clock.now() - LONG_AGO:
                self._paid[self._word_of(job)] += 1
                del tuplets._jobs[job.id]
        self.world.sandbox.calls.clear()

    def close(self) -> list[str]:
        """The tables' side, once everything is over; all that was wrong."""
        self._take_in_acknowledgements()
        return [
            *self.wrongs,
            *self.no_loss(),
            *self.one_post(),
            *self.one_post_of_files(),
            *self.one_submit(),
            *self.legal_transitions(),
            *self.liveness(),
        ]

    # by the calls

    def _see(self, call: Call) -> None:
        self.retry_after_is_kept(call)
        if call.service == "tuplets":
            self.looks_are_bounded(call)
        elif call.method in POSTS:
            self.isolated(call)
            self._count(call)
        elif call.method == "chat.delete" and _ok(call):
            part = self._part_of.pop((call.args["channel"], call.args["ts"]), None)
            if part:
                self._posts[part] -= 1

    def _count(self, call: Call) -> None:
        if not (_ok(call) or call.status == 0):
            return
        payload, where = payload_of(call.args), call.args.get("channel", "")
        job, part = str(payload.get("job", "")), str(payload.get("part", ""))
        if call.method == "chat.postMessage" and job:
            if ts := self._stands(where, job, part):
                self._part_of[where, ts] = job, part
            if part not in {"status", "question", "notice"}:
                self.cancel_truth(job, part)
        elif call.method == "chat.update" and str(call.args.get("text", "")).startswith(
            "Cancelled"
        ):
            said = self._part_of.get((where, str(call.args["ts"])))
            if said:
                self._cancelled.add(said[0])

    def _stands(self, channel: str, job: str, part: str) -> str | None:
        for message in reversed(self.world.sandbox.slack.workspace.messages[-50:]):
            told = (message.metadata or {}).get("event_payload", {})
            if message.channel == channel and (told.get("job"), told.get("part")) == (job, part):
                self._posts[job, part] += (channel, message.ts) not in self._part_of
                return message.ts
        return None

    def cancel_truth(self, job: str, part: str) -> None:
        """I16: after "cancelled" no result is ever posted."""
        if job in self._cancelled:
            self.wrongs.append(f"I16: {part} of {job} after it said that it was cancelled")

    def isolated(self, call: Call) -> None:
        """I8: a word is said only in threads of the recordings in which it is said."""
        thread = call.args.get("thread_ts") or call.args.get("ts")
        where = (str(call.args.get("channel") or call.args.get("channel_id")), str(thread))
        if call.method == "chat.update":
            where = self._thread_of(where)
        for word in set(WORD.findall(json.dumps(call.args))):
            if where not in self.shared[word] and not where[0].startswith(("D", "U")):
                self.wrongs.append(f"I8: {word} was said in {where}, {call.method}")

    def _thread_of(self, where: tuple[str, str]) -> tuple[str, str]:
        channel, ts = where
        for message in reversed(self.world.sandbox.slack.workspace.messages):
            if (message.channel, message.ts) == where:
                return channel, message.thread_ts or ts
        return where

    def retry_after_is_kept(self, call: Call) -> None:
        """I7: whoever asks for a pause gets it."""
        since, until = self._pause.get(call.method, (0.0, 0.0))
        if since + NEARLY < call.t < until - NEARLY and call.service == "slack":
            early = until - call.t
            self.wrongs.append(f"I7: {call.method} {early:.1f} s before it was to be asked again")

    def looks_are_bounded(self, call: Call) -> None:
        """I7: a service is not asked for a job for ever and ever."""
        if call.method != "GET /jobs/{id}":
            return
        key = call.method, int(call.t // 3600)
        self._looks[key] += 1
        if self._looks[key] == LOOKS_PER_HOUR:
            self.wrongs.append(f"I7: {LOOKS_PER_HOUR} looks in an hour")

    def asked_to_pause(self, method: str, seconds: float) -> None:
        """Slack was ordered to answer so from now on."""
        now = self.world.sandbox.clock.now()
        self._pause[method] = now, now + seconds

    # by the tables

    def _take_in_acknowledgements(self) -> None:
        """Of shares that still stand; who deleted one first need not be told of a job."""
        delivery, workspace = self.world.sandbox.slack.delivery, self.world.sandbox.slack.workspace
        for parcel in delivery.parcels:
            event = parcel.payload.get("event", {})
            where = event.get("channel", ""), event.get("ts", "")
            shared = event.get("subtype") == "file_share" and event["user"] != workspace.app.id
            if shared and parcel.acknowledged and where not in workspace.deleted:
                self.acknowledged.add(where)
        delivery.parcels[:] = [parcel for parcel in delivery.parcels if not parcel.settled]

    def _word_of(self, job: Job) -> str:
        key, _ = job.order.upload or ("", "")
        target = self.world.sandbox.tuplets.storage._targets.get(key)
        return (target.data or b"").decode(errors="replace") if target else key

    def no_loss(self) -> Iterator[str]:
        """I1, I2: what was acknowledged became a job, and the job is over."""
        known = {
            (row["channel"], row["message_ts"])
            for row in self.world.rows("SELECT channel, message_ts FROM jobs")
        }
        for channel, ts in sorted(self.acknowledged - known):
            yield f"I1: {ts} in {channel} was acknowledged and is no job"
        for job in self.world.unended():
            yield f"I2: {job} is not over"

    def one_post(self) -> Iterator[str]:
        """I3: of each part of a job there is one message."""
        for (job, part), times in self._posts.items():
            if times > 1:
                yield f"I3: {part} of {job} {times} times"

    def one_post_of_files(self) -> Iterator[str]:
        """I3, for the transcripts, which carry no name of their job."""
        files: Counter[tuple[str, str | None]] = Counter(
            (message.channel, message.thread_ts)
            for message in self.world.sandbox.slack.workspace.messages
            if message.by_app and message.files
        )
        for row in self.world.rows(
            "SELECT channel, thread, count(*) AS n FROM jobs GROUP BY channel, thread"
        ):
            if (there := files[row["channel"], row["thread"]]) > row["n"]:
                yield f"I3: {there} transcripts of {row['n']} jobs at {row['thread']}"

    def one_submit(self) -> Iterator[str]:
        """I4: the service was paid once for a recording."""
        paid = Counter(self._word_of(job) for job in self.world.sandbox.tuplets.jobs)
        for word, times in (paid + self._paid).items():
            if times > 1:
                yield f"I4: paid {times} times for {word}"

    def legal_transitions(self) -> Iterator[str]:
        """I5: a job goes only where it may go, and stays where it ended."""
        stories: dict[str, list[State]] = defaultdict(list)
        for row in self.world.rows("SELECT job_id, state FROM events ORDER BY rowid"):
            stories[row["job_id"]].append(State(row["state"]))
        for job, states in stories.items():
            for old, new in pairwise(states):
                if new is not old and new not in MOVES[old]:
                    yield f"I5: {job} went from {old} to {new}"

    def liveness(self) -> Iterator[str]:
        """I6: what is not over knows when it goes on."""
        query = "SELECT id, state FROM jobs WHERE due_at IS NULL"
        for row in self.world.rows(query):
            if row["state"] not in ENDED:
                yield f"I6: {row['id']} is {row['state']} and waits for nothing"


def _ok(call: Call) -> bool:
    answer: Any = call.response
    return isinstance(answer, dict) and bool(answer.get("ok"))
