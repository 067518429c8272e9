"""How our programs decode what strangers made; imported by them alone.

Each runs with little memory and time, opens no network and no other file, and knows no secret.
"""

import resource
import signal
from collections.abc import Iterator
from typing import Any

from av.error import InvalidDataError

# Without the lists a file that calls itself a playlist opens other files and hosts.
ONLY = {
    "protocol_whitelist": "file",
    "format_whitelist": (
        "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,flac,ogg,matroska,webm,aac,asf,amr,aiff,caf,avi,mpegts,"
        "mpeg,w64,ac3,flv,au,wv,ape"
    ),
}
_WALL = 3600  # seconds
_LIMITS = {
    resource.RLIMIT_CPU: 3600,  # seconds
    resource.RLIMIT_AS: 3 * 1024**3,
    resource.RLIMIT_FSIZE: 4 * 1024**3,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 64,
}


def confine() -> None:
    """From now on little memory, little time."""
    for kind, wanted in _LIMITS.items():
        _, most = resource.getrlimit(kind)
        limit = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(kind, (limit, limit))
    signal.alarm(_WALL)


def frames(packet: Any) -> Iterator[Any]:
    """What of a packet can be decoded; a damaged one costs only itself."""
    try:
        decoded = packet.decode()
    except InvalidDataError:
        return
    for frame in decoded:
        frame.pts = None  # gaps and jumps in the clock are the recorder's business
        yield frame
