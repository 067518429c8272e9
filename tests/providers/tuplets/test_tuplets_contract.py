"""Tuplets keeps to the port, against the sandbox's strict account."""

import json
from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.domain.errors import Busy, Fault, NeedsOperator, Rejected
from bot.domain.notes import Caveat
from bot.domain.ports import Broken, Finished, HandlesGone, Order, Running, Stopping
from bot.domain.recording import Wish
from bot.media.cutting import Cutting
from bot.providers import ProviderSettings, build_providers
from bot.sandbox.providers.tuplets import Tuplets
from bot.sandbox.recordings import samples, truth
from tests.http.servers import calling_out
from tests.media import sounds
from tests.providers.contract import ProviderContract, World
from tests.providers.served import serving


def _sample():
    return max(samples(), key=lambda s: (s.subtype is None, s.language == "en", s.speakers))


@pytest.fixture
async def served():
    """An account of its own, served on loopback."""
    async with serving(Tuplets) as opened:
        yield opened


@pytest.fixture
async def account(served):
    service, _ = served
    return service


@pytest.fixture
async def world(served):
    account, changed = served
    sample = _sample()

    async def change():
        await changed.wait()
        changed.clear()

    async with calling_out(clock=account.clock) as http:
        provider = _provider(http, account)
        yield World(
            provider=provider,
            stranger=_provider(http, account, key="tb_" + "0" * 40),
            recording=sample.path.read_bytes(),
            container=sample.path.suffix[1:],
            seconds=sample.seconds,
            hold=account.hold,
            release=account.release,
            paid=lambda: len(account.jobs),
            now=account.clock.now,
            change=change,
        )


def _provider(http, account, key=None, **more):
    chosen = ProviderSettings(
        tuplets_api_key=SecretStr(key or account.api_key), tuplets_url=account.base_url, **more
    )
    return build_providers(chosen, http, account.clock, Cutting())["tuplets"]


async def _done(world, **wish):
    order = await world.order(**wish)
    seen = await world.end(order)
    assert isinstance(seen, Finished)
    return seen.result


class TestTuplets(ProviderContract):
    """The promises of the port, and what is Tuplets' own."""

    async def test_the_notes_are_those_of_the_recording(self, world):
        known = truth(_sample())["notes"]
        result = await _done(world)
        assert result.notes.summary
        assert len(result.notes.actions) == len(known["action_items"])
        assert len(result.notes.decisions) == len(known["decisions"])
        assert all(item.moment for item in result.notes.actions)
        assert "SPEAKER_" not in json.dumps(result.notes, default=str)
        assert result.cost > 0
        assert result.warned == ()

    async def test_redaction_that_was_skipped_holds_the_transcript_back(self, world, account):
        assert not (await _done(world, redact=True)).unredacted
        account.skip_pii_next()
        assert (await _done(world, redact=True)).unredacted

    async def test_skipped_notes_are_said_once(self, world, account):
        account.skip_analytics_next("The analytics service is resting.")
        result = await _done(world)
        assert result.notes is None
        assert [w.caveat for w in result.warned] == [Caveat.NO_NOTES]

    async def test_a_short_recording_is_transcribed_without_notes(self, world, account):
        """Nobody knew its length beforehand: the first call is refused and nothing is made."""
        short = World(**{**vars(world), "recording": sounds.wav(8.0), "container": "wav"})
        order = await short.order()
        unknown = replace(order, seconds=None)
        await world.provider.submit(unknown)
        assert [job.order.analytics for job in account.jobs] == [None]

    async def test_a_too_short_recording_is_refused_for_that(self, world, account):
        short = World(**{**vars(world), "recording": sounds.wav(3.0), "container": "wav"})
        with pytest.raises(Rejected) as refused:
            await world.provider.submit(await short.order())
        assert refused.value.fault is Fault.TOO_SHORT
        assert not account.jobs

    async def test_handles_may_be_used_until_they_expire(self, world, account):
        order = await world.order()
        account.clock.move(order.handles.expires_at - account.clock.now() - 1)
        await world.provider.submit(order)
        account.clock.move(62)
        with pytest.raises(HandlesGone):
            await world.provider.submit(order)

    async def test_no_free_slot_no_capacity_and_no_credit_are_told_apart(self, world, account):
        order = await world.order()
        account.slots = 0
        with pytest.raises(Busy) as slots:
            await world.provider.submit(order)
        assert slots.value.fault is Fault.NO_SLOT
        account.slots, account.at_capacity = 9, True
        with pytest.raises(Busy):
            await world.provider.submit(order)
        account.at_capacity, account.credit = False, 0
        with pytest.raises(NeedsOperator) as broke:
            await world.provider.submit(order)
        assert broke.value.fault is Fault.NO_CREDIT
        assert not account.jobs

    async def test_a_failed_job_keeps_the_services_sentence(self, world, account):
        account.fail_next("The decoder stumbled.")
        seen = await world.end(await world.order())
        assert isinstance(seen, Broken)
        assert (seen.fault, seen.said) == (Fault.FAILED, "The decoder stumbled.")

    async def test_a_stop_that_came_too_late_leaves_a_result(self, world, account):
        account.hold()
        account.ignore_cancel_next()
        order = await world.order()
        ticket = await world.provider.submit(order)
        assert await world.provider.cancel(ticket) is Stopping.ACCEPTED
        account.release()
        while isinstance(seen := await world.provider.look(ticket, order.wish), Running):
            await world.change()
        assert isinstance(seen, Finished)

    async def test_a_link_is_handed_on(self, world, account):
        link = "https://media.example/meeting"
        account.web[link] = world.recording
        account.allow_hosts.add("media.example")
        order = Order(key="1", wish=Wish(), handles=None, link=link, name="meeting", seconds=None)
        assert isinstance(await world.end(order), Finished)

    async def test_the_premium_model_is_used_when_it_is_set(self, world, account):
        async with calling_out() as http:
            premium = _provider(http, account, tuplets_model="premium", tuplets_profile="basic")
            richer = World(**{**vars(world), "provider": premium})
            result = await _done(richer)
        assert account.jobs[0].model == "premium"
        assert result.notes.summary
        assert (result.notes.actions, result.notes.decisions) == (None, None)
        assert result.warned == ()
