"""`threadscribe transcribe`: one recording through the same engine, with its own temporary store."""

import argparse
import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import uuid4

from bot.app import open_ways_out
from bot.clock import SystemClock
from bot.config import Faults, Settings
from bot.domain.errors import Fault
from bot.domain.front import Asker
from bot.domain.job import Failure, Job, State
from bot.domain.notes import Result
from bot.domain.recording import Link, LocalFile, Source, Wish
from bot.jobs.accepting import new_job
from bot.jobs.asks import is_language
from bot.jobs.operators import THEIRS
from bot.press.document import docx, installed
from bot.providers import ADAPTERS, ways
from bot.render import words
from bot.render.exports import export
from bot.render.result import remarks
from bot.render.status import status
from bot.room import EngineRoom, Outside, open_engine_room
from bot.terminal import PLACE, Terminal

DOCX = "docx"  # the shape that is no text
LOOK = 0.2  # seconds between looks at whether it is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked on the command line."""

    source: Source
    wish: Wish
    shape: str


def request(args: argparse.Namespace) -> Request:
    """Read the arguments. Raises Faults with a line per fault."""
    lines = []
    if args.speakers is not None and not (args.speakers.isdecimal() and int(args.speakers)):
        lines.append(f"--speakers: {args.speakers} is no number of speakers; write for example 3")
    if args.provider is not None and args.provider not in ADAPTERS:
        known = ", ".join(ADAPTERS)
        lines.append(f"--provider: {args.provider} is no service that I know: {known}")
    if args.language is not None and not is_language(args.language):
        lines.append(f"--language: {args.language} is no language code; write for example de")
    if args.shape == DOCX and not installed():
        lines.append(f"--format: {words.NO_DOCX}")
    source = _source(args.source, lines)
    if lines:
        raise Faults(lines)
    voices = int(args.speakers) if args.speakers else None
    wish = Wish(language=args.language, provider=args.provider, voices=voices)
    return Request(source=source, wish=wish, shape=args.shape)


async def transcribe(settings: Settings, request: Request, stop: asyncio.Event) -> int:
    """Print the result on stdout and how it goes on stderr; 0 when there is one, else 1."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="threadscribe-")))
        terminal = Terminal(_say)
        room = await _open_room(stack, settings, folder, stop, terminal)
        job, result = await _run(room, request, stop)
        if job.waiting in THEIRS:
            terminal.tell(
                status(_given_up(job, job.waiting), room.providers[job.provider or ""].traits)
            )
    if result is None or job.state is not State.DONE:
        return 1
    _show(job, result, request.shape)
    for remark in remarks(result):
        _say(remark)
    return 0


def _show(job: Job, result: Result, shape: str) -> None:
    if shape == DOCX:
        sys.stdout.buffer.write(docx(job, result))
    else:
        sys.stdout.write(export(job, result, shape))
    sys.stdout.flush()


async def _open_room(
    stack: AsyncExitStack,
    settings: Settings,
    folder: Path,
    stop: asyncio.Event,
    terminal: Terminal,
) -> EngineRoom:
    clock = SystemClock()
    outside = Outside(thread=terminal, files=terminal, people=terminal)
    _lend(settings.data_dir, folder)
    temporary = settings.model_copy(
        update={"database_url": f"sqlite:///{folder}/jobs.db", "data_dir": folder}
    )
    http = await stack.enter_async_context(open_ways_out(settings, clock))
    return await stack.enter_async_context(open_engine_room(temporary, clock, outside, http, stop))


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _lend(real: Path, temporary: Path) -> None:
    """What services keep in DATA_DIR is there too where everything else is for this run only."""
    for kept in (adapter.keeps for adapter in ADAPTERS.values()):
        if kept is not None and (real / kept).exists():
            (temporary / kept).parent.mkdir(parents=True, exist_ok=True)
            (temporary / kept).symlink_to((real / kept).resolve())


async def _run(
    room: EngineRoom, request: Request, stop: asyncio.Event
) -> tuple[Job, Result | None]:
    _check(room, request.wish.provider)
    asker = Asker(team=PLACE.team, user="you", channel=PLACE.channel, thread=PLACE.thread)
    new = new_job(
        key=uuid4().hex, asker=asker, message_ts=None, source=request.source, wish=request.wish
    )
    job = await room.store.add(new)
    assert job is not None
    ended = asyncio.Event()
    async with asyncio.TaskGroup() as group:
        group.create_task(room.run(ended), name="engine")
        while not job.ended and not stop.is_set() and job.waiting not in THEIRS:
            await room.clock.sleep(LOOK)
            job = await room.store.job(job.id) or job
        ended.set()
    return job, await room.store.result(job.id)


def _given_up(job: Job, why: Fault) -> Job:
    """Whoever sits here can mend it at once: there is nobody to wait for."""
    return replace(job.to(State.FAILED), failure=Failure(fault=why))


def _check(room: EngineRoom, wanted: str | None) -> None:
    if not room.providers:
        raise Faults([f"no transcription service is configured: set one of {ways()}"])
    if wanted is not None and wanted not in room.providers:
        needed = ", ".join(group[0].upper() for group in ADAPTERS[wanted].needs)
        raise Faults([f"--provider: {wanted} is not configured: set {needed}"])


def _source(text: str, lines: list[str]) -> Source:
    if text.startswith(("http://", "https://")):
        return Link(url=text)
    path = Path(text)
    if not path.is_file():
        lines.append(f"{text} is no file that I can read: give a file or a link to a recording")
    return LocalFile(path=str(path))
