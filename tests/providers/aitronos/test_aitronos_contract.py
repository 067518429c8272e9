"""Aitronos keeps to the port, against the sandbox's strict account."""

from dataclasses import replace

import pytest
from pydantic import SecretStr

from bot.domain.errors import Busy, Fault, NeedsOperator, RateLimited, Rejected
from bot.domain.job import Spent
from bot.domain.notes import Caveat
from bot.domain.ports import Broken, Finished, HandlesGone, Order, Running, Stopping
from bot.domain.recording import Wish
from bot.providers.aitronos.adapter import Aitronos as Adapter
from bot.providers.aitronos.settings import AitronosSettings
from bot.sandbox.providers.aitronos import Aitronos
from bot.sandbox.recordings import samples, truth
from tests.http.servers import calling_out
from tests.providers.contract import ProviderContract, World
from tests.providers.served import serving

REFRESH = 11.0  # seconds after which a look sees something new


def _sample():
    return max(samples(), key=lambda s: (s.subtype is None, s.language == "en", s.speakers))


@pytest.fixture
async def served():
    """An account of its own, served on loopback."""
    async with serving(Aitronos) as opened:
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
        """Nothing but time keeps a job from its end, and then time passes."""
        while any(not (job.ready or job.over) for job in account.jobs):
            changed.clear()
            await changed.wait()
        account.clock.move(REFRESH)

    async with calling_out(clock=account.clock) as http:
        yield World(
            provider=_provider(http, account),
            stranger=_provider(http, account, key="oak_live_" + "0" * 40),
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
    chosen = {
        "aitronos_api_key": SecretStr(key or account.api_key),
        "aitronos_organization_id": account.organization,
        "aitronos_url": account.base_url,
    }
    return Adapter(AitronosSettings(**{**chosen, **more}), http, account.clock)


async def _done(world, **wish):
    seen = await world.end(await world.order(**wish))
    assert isinstance(seen, Finished)
    return seen.result


class TestAitronos(ProviderContract):
    """The promises of the port, and what is Aitronos' own."""

    async def test_what_it_made_of_the_words_is_shown(self, world):
        known = truth(_sample())["notes"]
        result = await _done(world)
        notes = result.notes
        assert notes.summary == known["summary"]
        assert (notes.decisions, notes.actions, notes.topics) == (None, None, None)
        sections = {section.title: section.lines for section in notes.sections}
        assert sections["Highlights"][0] == known["keywords"][0]
        assert sections["Mentioned"] == ("Person: Maya, Tom, Priya, Ben",)
        assert sections["Sentiment"][0].startswith("Neutral: ")
        assert result.warned == ()

    async def test_synapses_are_told_as_such(self, world, account):
        before = account.balance
        result = await _done(world)
        assert (result.cost, result.unit) == (before - account.balance, "synapses")
        assert result.cost > 0

    async def test_times_in_milliseconds_are_told_from_seconds(self, world, account):
        seconds = await _done(world)
        account.milliseconds = True
        assert await _done(world) == seconds

    @pytest.mark.parametrize("shape", ["sentences", "subtitles"])
    async def test_words_that_stand_elsewhere_are_fetched_there(self, world, account, shape):
        account.shape = shape
        result = await _done(world)
        said = " ".join(s.text for s in result.transcript.segments).split()
        assert said == " ".join(s["text"] for s in truth(_sample())["segments"]).split()
        timed = all(s.start is not None for s in result.transcript.segments)
        assert timed is (shape == "sentences")
        assert Caveat.NO_SPEAKERS in [warned.caveat for warned in result.warned]

    async def test_only_what_is_said_to_be_redacted_is(self, world, account):
        result = await _done(world, redact=True)
        assert not result.unredacted
        assert result.notes is None  # nobody says that they are redacted
        assert account.jobs[0].order.policies == ("email", "phone_number", "ssn")
        account.skip_redaction_next()
        held = await _done(world, redact=True)
        assert held.unredacted
        assert held.transcript.speakers

    async def test_a_result_that_comes_late_is_waited_for(self, world, account):
        account.blank_next(2)
        assert not (await _done(world)).transcript.silent

    async def test_a_result_that_never_comes_is_silence(self, world, account):
        account.blank_next(9)
        assert (await _done(world)).transcript.silent

    async def test_what_did_not_change_is_not_sent_again(self, world, account):
        order = await world.order()
        ticket = await world.provider.submit(order)
        first = await world.provider.look(ticket, order.wish)
        assert await world.provider.look(ticket, order.wish) == first
        assert isinstance(first, Running)
        assert first.progress.queued

    async def test_an_unknown_state_is_under_way(self, world, account):
        account.hold()
        account.unknown_status_next()
        order = await world.order()
        ticket = await world.provider.submit(order)
        account.clock.move(REFRESH)
        seen = await world.provider.look(ticket, order.wish)
        assert isinstance(seen, Running)
        assert not seen.progress.queued

    async def test_a_failed_job_is_refunded_and_says_why(self, world, account):
        before = account.balance
        account.fail_next("The decoder stumbled.")
        seen = await world.end(await world.order())
        assert isinstance(seen, Broken)
        assert (seen.fault, seen.said) == (Fault.FAILED, "The decoder stumbled.")
        assert seen.spent is Spent.NOTHING
        assert account.balance == before

    async def test_a_finished_job_survives_a_late_cancel_and_not_being_forgotten(self, world):
        order = await world.order()
        ticket = await world.provider.submit(order)
        await world.change()
        await world.provider.look(ticket, order.wish)
        assert await world.provider.cancel(ticket) is Stopping.TOO_LATE
        assert isinstance(await world.provider.look(ticket, order.wish), Finished)
        await world.provider.forget(ticket)
        with pytest.raises(Rejected) as lost:
            await world.provider.look(replace(ticket, secrets={}), order.wish)
        assert lost.value.fault is Fault.LOST
        await world.provider.forget(ticket)
        assert await world.provider.cancel(ticket) is Stopping.TOO_LATE

    async def test_no_capacity_no_credit_and_another_organization_are_told_apart(
        self, world, account
    ):
        order = await world.order()
        account.at_capacity = True
        with pytest.raises(Busy):
            await world.provider.submit(order)
        account.at_capacity, account.balance = False, 1
        with pytest.raises(NeedsOperator) as broke:
            await world.provider.submit(order)
        assert broke.value.fault is Fault.NO_CREDIT
        async with calling_out(clock=account.clock) as http:
            other = _provider(http, account, aitronos_organization_id="org_other")
            with pytest.raises(NeedsOperator) as foreign:
                await other.submit(order)
        assert foreign.value.fault is Fault.FORBIDDEN
        assert not account.jobs

    async def test_too_many_requests_are_told_when_to_come_back(self, world, account):
        account.limits.rules = [(1, 60.0)]
        await world.provider.check()
        with pytest.raises(RateLimited) as slow:
            await world.provider.check()
        assert 50 < slow.value.retry_after <= 60

    async def test_an_upload_that_is_gone_is_made_again(self, world, account):
        order = await world.order()
        account.uploads.lose()
        with pytest.raises(HandlesGone):
            await world.provider.submit(order)
        assert not account.jobs

    async def test_a_link_is_handed_on_by_https_alone(self, world, account):
        link = "https://media.example/meeting"
        account.web[link] = world.recording
        order = Order(key="1", wish=Wish(), handles=None, link=link, name="meeting", seconds=None)
        assert isinstance(await world.end(order), Finished)
        with pytest.raises(HandlesGone):  # so that we fetch it
            await world.provider.submit(replace(order, link="http://media.example/meeting"))
        with pytest.raises(Rejected) as unfetched:
            await world.provider.submit(replace(order, link="https://127.0.0.1/meeting"))
        assert unfetched.value.fault is Fault.LINK_PRIVATE
        assert len(account.jobs) == 1

    async def test_an_access_token_does_as_well(self, world, account):
        async with calling_out(clock=account.clock) as http:
            token = SecretStr(account.access_token)
            bearer = _provider(http, account, aitronos_api_key=None, aitronos_access_token=token)
            await bearer.check()
            assert bearer.account != world.provider.account
            await bearer.prepare(world.audio())

    async def test_a_lost_create_is_found_on_a_later_page(self, world, account):
        account.hold()
        order = await world.order()
        began = world.now()
        ticket = await world.provider.submit(order)
        for _ in range(100):
            account.clock.move(60)
            await world.provider.submit(order)
        found = await world.provider.find(order, began, frozenset())
        assert ticket.remote_id == found[-1].remote_id
        assert len(found) == 101

    async def test_a_count_of_speakers_is_passed_on_where_it_can_be(self, world, account):
        assert (await _done(world, voices=4)).warned == ()
        result = await _done(world, voices=12)
        assert [job.order.speakers for job in account.jobs] == [4, None]
        assert [warned.caveat for warned in result.warned] == [Caveat.VOICES_UNUSED]
