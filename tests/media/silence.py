"""Hours of silence, made in a second: one moment of it, again and again."""

import io
from fractions import Fraction

import av

RATE, FRAME = 16_000, 1024  # samples


def silent_film(hours: float) -> bytes:
    """As QuickTime would have recorded it, with AAC."""
    out = io.BytesIO()
    with av.open(out, "w", format="mov") as target:
        moment = _moment()
        track = target.add_stream("aac", rate=RATE, layout="mono")
        track.codec_context.open()
        for n in range(round(hours * 3600 * RATE / FRAME)):
            packet = av.Packet(moment)
            packet.pts = packet.dts = n * FRAME
            packet.duration, packet.time_base, packet.stream = FRAME, Fraction(1, RATE), track
            target.mux(packet)
    return out.getvalue()


def _moment() -> bytes:
    encoder = av.CodecContext.create("aac", "w")
    encoder.rate, encoder.layout, encoder.format = RATE, "mono", "fltp"
    encoder.time_base = Fraction(1, RATE)
    frame = av.AudioFrame(format="fltp", layout="mono", samples=FRAME)
    frame.planes[0].update(bytes(frame.planes[0].buffer_size))
    frame.rate = RATE
    packets = [packet for _ in range(4) for packet in encoder.encode(frame)]
    return bytes(packets[-1])
