"""Puts calls to servers of the same loop through without a network.

Loopback hands over what was sent some microseconds later, or much later on a busy machine, and
nobody can know when. What one end of a pair of sockets sends, the other has at once: nothing is
ever on its way when a world's time moves on.
"""

import asyncio
import socket
from collections.abc import Callable
from contextvars import Context, copy_context
from dataclasses import dataclass
from weakref import WeakKeyDictionary

Factory = Callable[[], asyncio.BaseProtocol]
Answer = Callable[[socket.socket, Factory, asyncio.Server], None]


@dataclass(frozen=True, slots=True)
class Line:
    """Where a server answers, and in which life."""

    server: asyncio.Server
    factory: Factory
    life: Context


class Switchboard:
    """The servers of a loop by their ports, and who is calling one of them."""

    def __init__(self) -> None:
        self._lines: dict[int, Line] = {}
        self._calls: WeakKeyDictionary[socket.socket, Line] = WeakKeyDictionary()

    def serve(self, server: asyncio.Server, factory: Factory) -> None:
        """From now on calls to its ports are its."""
        line = Line(server, factory, copy_context())
        self._lines.update({sock.getsockname()[1]: line for sock in server.sockets})

    def call(self, sock: socket.socket, port: int) -> bool:
        """Whether a server of ours answers there. Raises ConnectionRefusedError when it is gone."""
        line = self._lines.get(port)
        if line is None:
            return False
        if not line.server.is_serving():
            raise ConnectionRefusedError(f"nobody answers at {port}")
        self._calls[sock] = line
        return True

    def put_through(self, sock: socket.socket, answer: Answer) -> socket.socket:
        """The caller's end of the connection: its own socket unless it called one of ours."""
        line = self._calls.pop(sock, None)
        if line is None:
            return sock
        sock.close()
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):
            end.setblocking(False)
        line.life.run(answer, theirs, line.factory, line.server)
        return ours
