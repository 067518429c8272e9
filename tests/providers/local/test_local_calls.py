"""What the engine on this machine does when things go wrong, or the program ends."""

import asyncio
import functools
import os
import signal
import sys
from pathlib import Path

import pytest

from bot.domain.errors import Busy, Fault, NeedsOperator, Rejected, Transient
from bot.domain.job import Spent
from bot.domain.ports import Broken, Finished, HandlesGone, Running, Stopping
from bot.domain.recording import Wish
from bot.providers.local import listener
from bot.providers.local.adapter import HELD
from bot.providers.local.models import VAD
from bot.sandbox.clock import Clock
from bot.shelf import KEPT
from tests.media.sounds import encoded
from tests.providers.local.local import (
    audio,
    children,
    died,
    ended,
    finished,
    local,
    order,
    speech,
    transcribed,
    wav,
)

MOMENT = functools.partial(Clock().sleep, 0.01)
PLAYLIST = b"ffconcat version 1.0\nfile other.wav\n"


def recordings(folder):
    return list((folder / "recordings").iterdir())


async def heard_by(recording):
    """The child that listens to this recording, once it is there."""
    async with asyncio.timeout(10):
        while not (found := children(recording)):
            await MOMENT()
    return found[0]


async def test_what_a_restart_cut_off_is_heard_again(tmp_path):
    async with local(tmp_path) as provider:
        asked = await order(provider)
        ticket = await provider.submit(asked)
        await heard_by(recordings(tmp_path)[0])
        await died(provider)
    assert children(recordings(tmp_path)[0]) == []
    async with local(tmp_path) as provider:
        assert isinstance(await provider.look(ticket, asked.wish), Running)
        assert isinstance(await finished(provider, ticket), Finished)


async def test_an_order_whose_recording_is_gone_is_lost_and_can_be_made_anew(tmp_path):
    async with local(tmp_path) as provider:
        asked = await order(provider)
        recordings(tmp_path)[0].write_bytes(b"half of it")
        with pytest.raises(HandlesGone):
            await provider.submit(asked)
        asked = await order(provider)
        ticket = await provider.submit(asked)
        await died(provider)
    for recording in recordings(tmp_path):
        recording.unlink()
    async with local(tmp_path) as provider:
        with pytest.raises(Rejected) as lost:
            await provider.look(ticket, asked.wish)
        assert lost.value.fault is Fault.LOST
        with pytest.raises(HandlesGone):
            await provider.submit(asked)


async def test_who_comes_while_another_is_heard_waits_with_us(tmp_path):
    async with local(tmp_path) as provider:
        first, second = await order(provider), await order(provider, key="2")
        ticket = await provider.submit(first)
        with pytest.raises(Busy) as busy:
            await provider.submit(second)
        assert busy.value.fault is Fault.NO_SLOT
        assert await provider.cancel(ticket) is Stopping.ACCEPTED
        ticket = await provider.submit(second)
        assert isinstance(await finished(provider, ticket), Finished)


async def test_what_is_taken_up_again_is_heard_one_after_the_other(tmp_path):
    tickets = []
    for key in ("1", "2"):
        async with local(tmp_path) as provider:
            tickets.append(await provider.submit(await order(provider, key=key)))
    async with local(tmp_path) as provider:
        await provider.look(tickets[0], Wish())
        await heard_by(provider._shelf.path(tickets[0].secrets["file"]))
        seen = await provider.look(tickets[0], Wish())
        assert (seen.progress.queued, seen.progress.percent) == (False, 0.0)
        await provider.look(tickets[1], Wish())
        await MOMENT()
        waits = await provider.look(tickets[1], Wish())
        assert (waits.progress.queued, waits.progress.percent) == (True, None)
        assert await provider.cancel(tickets[0]) is Stopping.ACCEPTED
        assert isinstance(await finished(provider, tickets[1]), Finished)


async def test_stopping_kills_the_child_and_costs_nothing(tmp_path):
    async with local(tmp_path) as provider:
        asked = await order(provider)
        ticket = await provider.submit(asked)
        recording = recordings(tmp_path)[0]
        await heard_by(recording)
        assert await provider.cancel(ticket) is Stopping.ACCEPTED
        assert children(recording) == []
        seen = await provider.look(ticket, asked.wish)
        assert seen == Broken(fault=Fault.FAILED, spent=Spent.NOTHING)
        assert await provider.cancel(ticket) is Stopping.TOO_LATE


async def test_the_child_knows_no_secret(tmp_path, monkeypatch):
    monkeypatch.setenv("TUPLETS_API_KEY", "canary")
    async with local(tmp_path) as provider:
        await provider.submit(await order(provider))
        child = await heard_by(recordings(tmp_path)[0])
        assert b"canary" not in Path(f"/proc/{child}/environ").read_bytes()


async def test_a_child_that_is_killed_ends_its_order_alone(tmp_path):
    async with local(tmp_path) as provider:
        asked = await order(provider)
        ticket = await provider.submit(asked)
        child = await heard_by(recordings(tmp_path)[0])
        while b"pocketsphinx" not in Path(f"/proc/{child}/maps").read_bytes():
            await MOMENT()
        os.kill(child, signal.SIGKILL)
        await ended(provider)
        seen = provider._works[ticket.remote_id].task.exception()
        assert isinstance(seen, Rejected | NeedsOperator)
        assert isinstance(await transcribed(provider, key="2"), Finished)


async def test_a_child_without_a_bot_does_not_go_on(tmp_path):
    (tmp_path / "a.wav").write_bytes(speech())
    plan = '{"family": "pocketsphinx", "files": {}, "language": 0, "threads": 1, "speakers": 0}'
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", str(listener._PROGRAM), plan, str(tmp_path / "a.wav")),
        stdout=asyncio.subprocess.PIPE,
    )
    child._transport.get_pipe_transport(1).close()
    assert await asyncio.wait_for(child.wait(), 20) == -signal.SIGPIPE


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (b"", Fault.NOT_MEDIA),
        (b"<!doctype html><p>Hello", Fault.NOT_MEDIA),
        (PLAYLIST, Fault.NOT_MEDIA),
        (bytes(range(256)) * 40, Fault.NOT_MEDIA),
        (wav(b""), Fault.NO_AUDIO),
        (encoded("webm", None, picture=True), Fault.NO_AUDIO),
    ],
    ids=["empty", "page", "playlist", "noise", "no samples", "a film without sound"],
)
async def test_what_cannot_be_heard_ends_with_a_reason(tmp_path, body, fault):
    (tmp_path / "recordings").mkdir()
    (tmp_path / "recordings" / "other.wav").write_bytes(speech())
    async with local(tmp_path) as provider:
        seen = await transcribed(provider, body)
        assert seen == Broken(fault=fault, spent=Spent.NOTHING)


async def test_silence_is_a_result(tmp_path):
    async with local(tmp_path) as provider:
        seen = await transcribed(provider, wav(bytes(2 * 16_000 * 30)))
        assert seen.result.transcript.silent
        assert seen.result.transcript.seconds == 30.0


async def test_other_containers_are_heard(tmp_path):
    async with local(tmp_path) as provider:
        seen = await transcribed(provider, encoded("webm", "libopus", seconds=1.0))
        assert isinstance(seen, Finished)
        assert seen.result.transcript.seconds == pytest.approx(1.0, abs=0.1)


async def test_speech_stays_an_hour_and_only_we_may_read_it(tmp_path):
    clock = Clock(speed=0)
    async with local(tmp_path, clock=clock) as provider:
        asked = await order(provider)
        ticket = await provider.submit(asked)
        assert isinstance(await finished(provider, ticket), Finished)
        (recording,) = recordings(tmp_path)
        assert recording.stat().st_mode & 0o077 == 0
        assert recording.parent.stat().st_mode & 0o077 == 0
        leaving = list(provider._leaving)
        while not clock._sleepers:
            await MOMENT()
        clock.move(HELD - 1)
        assert isinstance(await provider.look(ticket, asked.wish), Finished)
        clock.move(2)
        await asyncio.gather(*leaving)
        assert recordings(tmp_path) == []
        with pytest.raises(Rejected):
            await provider.look(ticket, asked.wish)


async def test_what_nobody_came_back_for_is_swept_away(tmp_path):
    clock = Clock(speed=0)
    async with local(tmp_path, clock=clock) as provider:
        await order(provider, key="1")
        old = recordings(tmp_path)
        await provider.submit(await order(provider, key="2"))
        used = [path for path in recordings(tmp_path) if path not in old]
        clock.move(KEPT + 1)
        await order(provider, key="3")
        assert old[0] not in recordings(tmp_path)
        assert used[0] in recordings(tmp_path)


async def test_a_recording_that_is_cut_is_not_kept(tmp_path):
    async with local(tmp_path) as provider:
        with pytest.raises(Transient) as cut:
            await provider.prepare(audio(b"sound", size=6))
        assert cut.value.fault is Fault.FILE_CUT
    assert recordings(tmp_path) == []


async def test_a_model_that_cannot_be_loaded_is_the_operators_business_until_it_can(tmp_path):
    model = tmp_path / "model"
    model.mkdir()
    for name in ("model.onnx", "tokens.txt", VAD):
        (model / name).write_bytes(b"no model")
    async with local(tmp_path, model=model) as provider:
        asked = await order(provider)
        ticket = await provider.submit(asked)
        with pytest.raises(NeedsOperator, match="cannot be loaded"):
            await finished(provider, ticket)
        assert isinstance(await provider.look(ticket, asked.wish), Running)
