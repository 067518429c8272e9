"""A service in miniature by itself, on loopback."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, TypeVar

from aiohttp import web

from bot.sandbox.clock import Clock
from bot.sandbox.providers.account import Account
from bot.sandbox.providers.pace import INSTANT

A = TypeVar("A", bound=Account[Any])


@asynccontextmanager
async def serving(
    kind: type[A], middlewares: Sequence[Any] = ()
) -> AsyncGenerator[tuple[A, asyncio.Event]]:
    """An account of its own that works as fast as it can, and what is set when it did something."""
    async with AsyncExitStack() as stack:
        changed = asyncio.Event()
        service = kind(clock=Clock(), base_url="", changed=changed.set)
        app = web.Application(client_max_size=1024**3, middlewares=middlewares)
        app.add_routes(service.routes())
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        stack.push_async_callback(service.close)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        service.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        service.reset()
        service.pace = INSTANT
        yield service, changed
