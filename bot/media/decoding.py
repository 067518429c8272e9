"""How our programs decode what strangers made; imported by them alone.

Each runs with little memory and time, opens no network and no other file, knows no secret, and
ends with whoever holds its standard input.
"""

import os
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, BinaryIO

import av
from av.error import FFmpegError

_DECODERS = (
    "aac,aac_latm,ac3,eac3,alac,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,ape,flac,"
    "mp1float,mp1,mp2float,mp2,mp3float,mp3,opus,libopus,vorbis,libvorbis,speex,libspeex,"
    "wavpack,tta,wmav1,wmav2,wmapro,wmalossless,wmavoice,gsm,gsm_ms,dca,nellymoser,"
    "adpcm_ima_qt,adpcm_ima_wav,adpcm_ms,adpcm_swf,adpcm_yamaha,g722,g726,g726le,pcm_alaw,"
    "pcm_bluray,pcm_dvd,pcm_f32be,pcm_f32le,pcm_f64be,pcm_f64le,pcm_mulaw,pcm_s16be,"
    "pcm_s16le,pcm_s24be,pcm_s24le,pcm_s32be,pcm_s32le,pcm_s64be,pcm_s64le,pcm_s8,pcm_u16be,"
    "pcm_u16le,pcm_u24be,pcm_u24le,pcm_u32be,pcm_u32le,pcm_u8"
)
# Without the lists a file that calls itself a playlist opens other files and hosts, and pictures
# are decoded that nobody looks at.
ONLY = {
    "protocol_whitelist": "file",
    "format_whitelist": (
        "mov,mp4,m4a,3gp,3g2,mj2,mp3,wav,flac,ogg,matroska,webm,aac,asf,amr,aiff,caf,avi,mpegts,"
        "mpeg,w64,ac3,flv,au,wv,ape"
    ),
    "codec_whitelist": _DECODERS,
    "max_streams": "50",
}
_WALL = 3600  # seconds
_LIMITS = {
    resource.RLIMIT_CPU: 3600,  # seconds; eight hours of sound take ten minutes
    resource.RLIMIT_AS: 512 * 1024**2,
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


def end_with_parent() -> None:
    """Whoever started us holds our standard input open until their end."""

    def wait() -> None:
        os.read(0, 1)
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def opened(file: BinaryIO) -> Any:
    """A container, read through this file alone: it can open no other. Raises FFmpegError."""
    file.seek(0)
    options = ONLY | {"protocol_whitelist": "none"}
    return av.open(file, options=options, metadata_errors="replace")


def packets(source: Any, track: Any) -> Iterator[Any]:
    """All of a track's; a file that breaks off holds what came before."""
    if track.codec_context.name not in _DECODERS.split(","):
        return
    track.codec_context.thread_count = 1  # each more takes memory
    with suppress(FFmpegError):
        yield from source.demux(track)


def frames(packet: Any) -> Iterator[Any]:
    """What of a packet can be decoded; a damaged one costs only itself."""
    try:
        decoded = packet.decode()
    except FFmpegError:
        return
    for frame in decoded:
        frame.pts = None  # gaps and jumps in the clock are the recorder's business
        yield frame
