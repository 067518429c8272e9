"""The bot, started as the real process that an operator would start."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.sandbox.clock import Clock

NEEDED = frozenset(  # by any process
    {"PATH", "HOME", "LANG", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH"}
)
PASSED_ON = (
    *("LOG_", "LLM_", "SPEECH_"),  # the bot's settings that mean the same in here
    *("LC_", "PYTHON", "VIRTUAL_ENV"),  # so that it is the same Python
)
CHECKED_OUT = Path(__file__).parents[2]
GRACE = 10.0  # seconds from SIGTERM to the end
PATIENCE = 60.0  # seconds until it has to be ready
PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Child:
    """A running bot and where its own server listens."""

    process: asyncio.subprocess.Process
    url: str

    async def ready(self, clock: Clock) -> bool:
        """Wait until it serves; False when it ended or did not come to it in a minute."""
        patience = aiohttp.ClientTimeout(total=2)
        deadline = clock.elapsed() + PATIENCE
        async with aiohttp.ClientSession(timeout=patience) as http:
            while self.process.returncode is None and clock.elapsed() < deadline:
                with suppress(aiohttp.ClientError, TimeoutError):
                    async with http.get(f"{self.url}/health/ready") as answer:
                        if answer.ok:
                            return True
                await clock.wait(PAUSE)
        return False

    async def stop(self) -> None:
        """Ask it to end, and end it when it does not."""
        if self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            async with asyncio.timeout(GRACE):
                await self.process.wait()
        except TimeoutError:
            self.process.kill()
            await self.process.wait()


@asynccontextmanager
async def running_bot(
    settings: Mapping[str, str], environment: Mapping[str, str], folder: str
) -> AsyncGenerator[Child]:
    """A bot with these settings, all it keeps in a folder; `environment` is the starter's own."""
    port = free_port()
    own = {
        "LOG_LEVEL": environment.get("LOG_LEVEL", "WARNING"),  # the page shows the rest
        "PORT": str(port),
        "HOST": "127.0.0.1",
        "DATA_DIR": f"{folder}/data",
        "DATABASE_URL": f"sqlite:///{folder}/threadscribe.db",
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run"),
        cwd=folder,  # no .env is there
        env={**_inherited(environment), **settings, **own},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=sys.stderr,
        start_new_session=True,  # Ctrl-C is ours: we end it in order
    )
    child = Child(process, f"http://127.0.0.1:{port}")
    try:
        yield child
    finally:
        await asyncio.shield(child.stop())


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _inherited(environment: Mapping[str, str]) -> dict[str, str]:
    kept = {
        name: value
        for name, value in environment.items()
        if name in NEEDED or name.startswith(PASSED_ON) or name == "LOCAL_MODEL"
    }
    if (CHECKED_OUT / "pyproject.toml").is_file():  # not installed: it has to be found from there
        kept["PYTHONPATH"] = os.pathsep.join(
            filter(None, (str(CHECKED_OUT), kept.get("PYTHONPATH")))
        )
    return kept
