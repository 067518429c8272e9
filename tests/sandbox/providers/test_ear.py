"""Who knows what was said."""

import asyncio
import io
import sys

import av
import pytest

from bot.sandbox.providers.ear import DEAF, NO_NOTES, NO_SPEAKERS, ROUGH, Ear
from bot.sandbox.recordings import samples
from tests.media import sounds
from tests.sandbox.providers.conftest import CLIP, REVIEW, sample

RATES = {"libopus": 48_000, "pcm_s16le": 8_000, "libmp3lame": 22_050, "aac": 16_000}


def copied(data, muxer):
    """The same encoded sound in another container."""
    out = io.BytesIO()
    with av.open(io.BytesIO(data)) as source, av.open(out, "w", format=muxer) as target:
        track = source.streams.audio[0]
        copy = target.add_stream_from_template(track)
        for packet in source.demux(track):
            if packet.dts is not None:
                packet.stream = copy
                target.mux(packet)
    return out.getvalue()


def encoded(data, muxer, codec, seconds=1e9):
    """The sound encoded anew."""
    out = io.BytesIO()
    with av.open(io.BytesIO(data)) as source, av.open(out, "w", format=muxer) as target:
        track = target.add_stream(codec, rate=RATES[codec], layout="mono")
        resampler = av.AudioResampler(format=track.format, layout="mono", rate=RATES[codec])
        for frame in source.decode(audio=0):
            if frame.time > seconds:
                break
            frame.pts = None
            for piece in resampler.resample(frame):
                target.mux(track.encode(piece))
        target.mux(track.encode(None))
    return out.getvalue()


async def recalled(data):
    ear = Ear()
    return await ear.recall(data, await ear.examine(data))


@pytest.mark.parametrize("recording", samples(), ids=lambda s: s.name)
async def test_our_recordings_are_known_in_any_container_and_encoding(recording):
    data = recording.path.read_bytes()
    known = await recalled(data)
    assert known.language == recording.language
    assert await recalled(copied(data, "matroska")) == known
    for muxer, codec in (
        ("ogg", "libopus"),
        ("wav", "pcm_s16le"),
        ("mp3", "libmp3lame"),
        ("ipod", "aac"),
    ):
        assert await recalled(encoded(data, muxer, codec)) == known


async def test_the_sound_of_a_clip_is_enough(customer):
    result = await customer.result(copied(sample(CLIP), "ipod"), name="clip.m4a")
    assert result["text"].startswith("Quick clip")


async def test_a_part_of_a_recording_is_another_recording():
    assert await recalled(encoded(sample(REVIEW), "wav", "pcm_s16le", seconds=60)) is None
    assert await recalled(sounds.wav(89)) is None


async def test_any_other_file_is_really_heard_and_said_to_be_heard_roughly(customer):
    wish = {"diarization": "true", "pii_processing": "true", "analytics": {"profile": "full"}}
    stranger = encoded(sample(REVIEW), "mp3", "libmp3lame", seconds=16)
    result = await customer.result(stranger, **wish)
    assert "everyone" in result["text"]
    starts = [segment["start"] for segment in result["segments"]]
    assert starts == sorted(starts)
    assert 0 < starts[0] < 1
    assert all("speaker" not in segment for segment in result["segments"])
    assert {ROUGH, NO_SPEAKERS} < set(result["processing_warnings"])
    assert result["analytics"]["skipped_reason"] == NO_NOTES
    assert (result["analytics"]["summary"], result["analytics"]["action_items"]) == ("", [])
    done = result["feature_execution"]
    assert not done["diarization_applied"]
    assert not done["analytics_applied"]
    assert not done["pii_processing_applied"]


async def test_listening_shows_how_far_it_is(customer):
    told = []
    await Ear().hear(encoded(sample(REVIEW), "wav", "pcm_s16le", seconds=5), told.append)
    assert len(told) > 3
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] < 1


async def test_silence_is_empty_text(customer):
    silence = io.BytesIO()
    with av.open(silence, "w", format="wav") as target:
        track = target.add_stream("pcm_s16le", rate=16_000, layout="mono")
        frame = av.AudioFrame(format="s16", layout="mono", samples=16_000 * 6)
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        frame.rate = 16_000
        target.mux(track.encode(frame))
        target.mux(track.encode(None))
    result = await customer.result(silence.getvalue(), name="silence.wav", diarization="true")
    assert (result["text"], result["segments"]) == ("", [])


async def test_without_its_packages_the_ear_says_what_to_install(customer):
    customer.tuplets.ear = Ear(interpreter=(sys.executable, "-S"))
    made = await customer.create(sounds.wav(6), name="hum.wav")
    job = await customer.done(made)
    assert (job["status"], job["error_message"]) == ("failed", DEAF)
    assert "--extra demo" in DEAF
    assert (await customer.result(sample(REVIEW)))["text"], "it still knows its own by heart"


async def test_a_cancelled_job_is_not_listened_to_any_longer(customer):
    made = await customer.create(sounds.wav(30), name="hum.wav")
    (listening,) = [t for t in asyncio.all_tasks() if made["id"] in t.get_name()]
    await customer.ask("DELETE", f"/jobs/{made['id']}")
    async with asyncio.timeout(10):
        await asyncio.wait([listening])
    assert listening.cancelled()
