"""`threadscribe sandbox`: a workspace on this machine, with the real bot living in it."""

import asyncio
import errno
import os
import signal
import sys
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from bot.sandbox.child import Child, running_bot
from bot.sandbox.plain import mrkdwn_as_text, thread_as_text
from bot.sandbox.providers import SERVICES
from bot.sandbox.server import Sandbox
from bot.sandbox.shared import Outcome, Shared, status_text
from bot.sandbox.slack.files import Upload
from bot.sandbox.slack.messages import Message

CHANNEL = "product"
GLANCE = 0.2  # seconds between two looks at the threads
LAST_PORT = 65535
OK, FAILED, WRONG = 0, 1, 2
ANEW = -1  # no exit code: go on with another bot


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was asked on the command line."""

    port: int
    provider: str | None
    share: Sequence[Path]
    once: bool
    record: Path | None
    environment: Mapping[str, str]

    @property
    def services(self) -> list[str]:
        """All services in miniature, the one that was asked for first."""
        return sorted(SERVICES, key=lambda name: name != self.provider)


def run_sandbox(
    *,
    port: int,
    provider: str | None,
    share: list[Path],
    once: bool,
    record: Path | None,
    environment: Mapping[str, str],
) -> int:
    """Serve until told to stop, or with `once` until every shared file is finished.

    Returns the exit code: 0, 1 when something was not delivered or the bot died, 2 for a wrong
    argument. `environment` is this process's; the bot gets the little of it that it may have.
    """
    if wrong := _wrong(provider, share, once=once, record=record):
        return _refuse(wrong)
    plan = Plan(
        port=port,
        provider=provider,
        share=share,
        once=once,
        record=record,
        environment=environment,
    )
    try:
        return asyncio.run(_serve(plan))
    except OSError as error:
        return _refuse(f"the sandbox could not be started: {error.strerror or error}")


def _wrong(
    provider: str | None, share: Sequence[Path], *, once: bool, record: Path | None
) -> str | None:
    if provider is not None and provider not in SERVICES:
        return f"--provider {provider}: I can play {', '.join(SERVICES)}"
    if once and not share:
        return "--once: name the files to share, with --share FILE"
    for path in share:
        if not path.is_file():
            return f"--share {path}: there is no such file"
        if not os.access(path, os.R_OK):
            return f"--share {path}: that file may not be read"
    if record is not None and (record.is_dir() or not record.absolute().parent.is_dir()):
        return f"--record {record}: name a file in a folder that exists"
    return None


async def _serve(plan: Plan) -> int:
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(_opened(plan.port, plan.services))
        if plan.record is not None:
            file = plan.record.open("w", encoding="utf-8")
            sandbox.calls.record(stack.enter_context(file))
        folder = stack.enter_context(TemporaryDirectory(prefix="threadscribe-"))
        _greet(sandbox, plan)
        while (code := await _live(sandbox, plan, folder)) == ANEW:
            notes = "a language model writes them" if sandbox.writes else "wording picks them"
            label = sandbox.services[sandbox.preferred].label
            _say(f"from now on {label} transcribes; where it writes no notes, {notes}")
            plan = replace(plan, share=())
        return code


async def _live(sandbox: Sandbox, plan: Plan, folder: str) -> int:
    """One life of the bot: the exit code, or ANEW when it is to ask another service."""
    settings = sandbox.environment(mode="socket")
    async with running_bot(settings, plan.environment, folder) as bot:
        return await _first(
            _until_told(plan),
            _until_dead(bot),
            _until_arranged_anew(sandbox),
            _work(sandbox, bot, plan),
        )


async def _until_arranged_anew(sandbox: Sandbox) -> int:
    seen, arranged = -1, (sandbox.preferred, sandbox.writes)
    while (sandbox.preferred, sandbox.writes) == arranged:
        seen = await sandbox.changes.next(seen)
    return ANEW


@asynccontextmanager
async def _opened(port: int, services: Sequence[str]) -> AsyncGenerator[Sandbox]:
    """A sandbox on this port, or on the next free one."""
    while True:
        sandbox = Sandbox(port, services=services)
        try:
            await sandbox.__aenter__()
        except OSError as error:
            if error.errno != errno.EADDRINUSE or port >= LAST_PORT:
                raise
            port += 1
        else:
            break
    async with AsyncExitStack() as stack:
        stack.push_async_exit(sandbox)
        yield sandbox


async def _first(*ways: Coroutine[Any, Any, int]) -> int:
    """The result of the way that ends first; the others are called off."""
    tasks = [asyncio.ensure_future(way) for way in ways]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    return next(task for task in tasks if task in done).result()


async def _until_told(plan: Plan) -> int:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    _say("stopping")
    return FAILED if plan.once else OK  # what was asked for was not finished


async def _until_dead(bot: Child) -> int:
    code = await bot.process.wait()
    _say(f"the bot ended by itself (exit {code}); its last lines say why")
    return FAILED


async def _work(sandbox: Sandbox, bot: Child, plan: Plan) -> int:
    if not await bot.ready(sandbox.clock):
        _say("the bot did not get ready")
        return FAILED
    shared = [await _share(sandbox, path) for path in plan.share]
    if not plan.once:
        await asyncio.Event().wait()  # until we are told
    return await _see_through(sandbox, shared)


async def _share(sandbox: Sandbox, path: Path) -> Shared:
    data = await asyncio.to_thread(path.read_bytes)
    person = sandbox.slack.workspace.people[0]
    message = await sandbox.slack.share(person, CHANNEL, [Upload(path.name, data)])
    _say(f"{person.name} shared {path.name} in #{CHANNEL}")
    return Shared(path.name, message.channel, message.ts, sandbox.clock.elapsed())


async def _see_through(sandbox: Sandbox, shared: Sequence[Shared]) -> int:
    """Follow every thread to its end, then print them all."""
    outcomes: dict[str, Outcome] = {}
    told: dict[str, str] = {}
    while len(outcomes) < len(shared):
        for one in shared:
            thread = _thread(sandbox, one)
            _tell_progress(sandbox, one, status_text(thread), told)
            outcome = one.look(thread, sandbox.clock.elapsed())
            if outcome is not Outcome.UNDER_WAY and one.ts not in outcomes:
                outcomes[one.ts] = outcome
                _say(f"{one.name}: {outcome}")
        await sandbox.clock.wait(GLANCE)
    for one in shared:
        text = thread_as_text(_thread(sandbox, one), _names(sandbox))
        _tell(sys.stdout, f"== {one.name}: {outcomes[one.ts]} ==\n{text}\n")
    return OK if set(outcomes.values()) <= {Outcome.DELIVERED} else FAILED


def _thread(sandbox: Sandbox, one: Shared) -> list[Message]:
    return list(sandbox.slack.thread(one.channel, one.ts))


def _tell_progress(sandbox: Sandbox, one: Shared, status: str, told: dict[str, str]) -> None:
    if status and told.get(one.ts) != status:
        told[one.ts] = status
        _say(mrkdwn_as_text(status, _names(sandbox)))


def _names(sandbox: Sandbox) -> dict[str, str]:
    workspace = sandbox.slack.workspace
    users = {person.id: person.name for person in (*workspace.people, workspace.app)}
    return users | {channel.id: channel.name for channel in workspace.channels}


def _greet(sandbox: Sandbox, plan: Plan) -> None:
    taken = not sandbox.url.endswith(f":{plan.port}") and plan.port != 0
    note = f" (port {plan.port} is taken)" if taken else ""
    _tell(
        sys.stderr if plan.once else sys.stdout,
        f"\n  Threadscribe sandbox: {sandbox.url}/{note}\n"
        "  A workspace on your machine; nothing leaves it. Ctrl-C ends it.\n",
    )


def _say(words: str) -> None:
    _tell(sys.stderr, f"sandbox: {words}")


def _refuse(words: str) -> int:
    _tell(sys.stderr, f"threadscribe: {words}")
    return WRONG


def _tell(stream: TextIO, words: str) -> None:
    stream.write(f"{words}\n")
    stream.flush()
