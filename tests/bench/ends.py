"""Both ends of a relay: a server that gives recordings of any size, and takes uploads."""

import re
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path
from typing import Self

PAIR = Path(__file__).parent / "localhost.pem"
BLOCK = bytes(range(256)) * 1024


def trusting() -> ssl.SSLContext:
    """What a client needs to believe these ends."""
    return ssl.create_default_context(cafile=PAIR)


class Ends:
    """`GET /<size>` gives that many bytes, `PUT` takes what it is told; a thread a connection."""

    def __init__(self) -> None:
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(PAIR)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):  # closed: we are done
            while True:
                plain, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        with suppress(OSError), self._tls.wrap_socket(plain, server_side=True) as end:
            head, rest = _head(end)
            if head.startswith(b"GET"):
                _give(end, int(head.split()[1].strip(b"/")))
            else:
                _take(end, _length(head) - len(rest))


def _head(end: ssl.SSLSocket) -> tuple[bytes, bytes]:
    read = b""
    while b"\r\n\r\n" not in read:
        more = end.recv(65536)
        if not more:
            raise OSError("hung up")
        read += more
    head, _, rest = read.partition(b"\r\n\r\n")
    return head, rest


def _length(head: bytes) -> int:
    found = re.search(rb"content-length: *(\d+)", head, re.IGNORECASE)
    assert found, "an upload must tell its length"
    return int(found[1])


def _give(end: ssl.SSLSocket, size: int) -> None:
    headers = f"Content-Type: audio/mp4\r\nContent-Length: {size}\r\nConnection: close"
    end.sendall(f"HTTP/1.1 200 OK\r\n{headers}\r\n\r\n".encode())
    while size:
        part = min(size, len(BLOCK))
        end.sendall(BLOCK[:part] if part < len(BLOCK) else BLOCK)
        size -= part


def _take(end: ssl.SSLSocket, size: int) -> None:
    room = bytearray(len(BLOCK))
    while size:
        got = end.recv_into(room)
        if not got:
            return
        size -= got
    end.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
