"""The bot as the real process, for what only a process can show: being killed, signals, logs."""

import asyncio
import contextlib
import os
import re
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from bot.sandbox import Sandbox

KEPT = ("PATH", "HOME", "VIRTUAL_ENV", "PYTHONPATH", "LANG", "SYSTEMROOT")


class Process:
    """`python -m bot run`, living in a sandbox; `command` runs another module instead."""

    def __init__(
        self,
        sandbox: Sandbox,
        folder: Path,
        mode: str = "socket",
        command: Sequence[str] = ("bot", "run"),
        **more: str,
    ) -> None:
        self._folder = folder
        self._command = command
        self._environment = kept() | sandbox.environment(
            mode,
            PORT="0",
            HOST="127.0.0.1",
            DATABASE_URL=f"sqlite:///{folder}/bot.db",
            DATA_DIR=str(folder / "data"),
            **more,
        )
        self.said = ""

    async def start(self) -> None:
        """Start it and wait until it says that it is ready."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", *self._command),
            env=self._environment,
            cwd=self._folder,
            stderr=asyncio.subprocess.PIPE,
        )
        self._ready = asyncio.Event()
        self._listening = asyncio.create_task(self._listen())
        await self._ready.wait()

    @property
    def pid(self) -> int:
        """How the system knows it."""
        return self._process.pid

    @property
    def port(self) -> int:
        """Where it listens, as it said."""
        found = re.search(r"on port (\d+)", self.said)
        assert found is not None
        return int(found[1])

    def kill(self) -> None:
        """As the kernel would: no warning, no clean-up."""
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()

    def terminate(self) -> None:
        """As an operator would."""
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()

    async def ended(self) -> int:
        """Its exit code, once it has ended."""
        await self._listening
        return await self._process.wait()

    async def _listen(self) -> None:
        assert self._process.stderr is not None
        async for line in self._process.stderr:
            self.said += line.decode()
            if "ready" in self.said:
                self._ready.set()
        self._ready.set()


@asynccontextmanager
async def running(
    sandbox: Sandbox, folder: Path, mode: str = "socket", **more: str
) -> AsyncGenerator[Process]:
    """A process that is ended with this context, if it did not end before."""
    process = Process(sandbox, folder, mode, **more)
    try:
        await process.start()
        yield process
    finally:
        process.kill()
        await process.ended()


async def threadscribe(*arguments: str, folder: Path, **environment: str) -> tuple[int, str, str]:
    """Run one command to its end: exit code, stdout, stderr."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", *arguments),
        env=kept() | environment,
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    return process.returncode or 0, out.decode(), err.decode()


def kept(names: Sequence[str] = KEPT) -> dict[str, str]:
    """What a process needs of ours: no setting of the bot."""
    return {name: os.environ[name] for name in names if name in os.environ}  # noqa: TID251  # a child's environment
