"""Scriptivox keeps to the port, against the sandbox's strict account."""

import asyncio
from dataclasses import replace
from decimal import Decimal

import pytest
from aiohttp import web

from bot.domain.errors import Fault, NeedsOperator, RateLimited, Rejected, Transient, Unclear
from bot.domain.job import Spent, Ticket
from bot.domain.notes import Caveat
from bot.domain.ports import Broken, Finished, HandlesGone, Order, Running, Stopping
from bot.domain.recording import Wish
from bot.sandbox.providers.scriptivox import Scriptivox
from bot.sandbox.recordings import samples
from tests.http.servers import calling_out
from tests.media import sounds
from tests.providers.contract import KNOWN_NONE, ProviderContract, World
from tests.providers.scriptivox.scriptivox import build
from tests.providers.served import serving

LINK = "https://drive.google.com/file/d/1/view?usp=sharing"


def _sample():
    return max(samples(), key=lambda s: (s.subtype is None, s.language == "en", s.speakers))


class Lossy:
    """Drops the connection instead of the next answer to an order, once it is told to."""

    def __init__(self):
        self.armed = False

    @web.middleware
    async def middleware(self, request, handler):
        answer = await handler(request)
        if self.armed and request.path == "/transcribe":
            self.armed = False
            request.transport.abort()
        return answer


@pytest.fixture
async def served():
    """An account of its own, served on loopback."""
    lossy = Lossy()
    async with serving(Scriptivox, [lossy.middleware]) as (service, changed):
        yield service, changed, lossy


@pytest.fixture
def account(served):
    return served[0]


@pytest.fixture
def lossy(served):
    return served[2]


@pytest.fixture
async def world(served):
    account, changed, _ = served
    sample = _sample()

    async def change():
        await changed.wait()
        changed.clear()

    async with calling_out(clock=account.clock) as http:
        yield World(
            provider=build(http, account.base_url, account.api_key, account.clock),
            stranger=build(http, account.base_url, "sk_live_" + "0" * 40, account.clock),
            recording=sample.path.read_bytes(),
            container=sample.path.suffix[1:],
            seconds=sample.seconds,
            hold=account.hold,
            release=account.release,
            paid=lambda: len(account.jobs),
            now=account.clock.now,
            change=change,
        )


def _other(world, recording):
    return World(**{**vars(world), "recording": recording, "container": "wav"})


def _linked(url=LINK, **wish):
    return Order(key="job", wish=Wish(**wish), handles=None, link=url, name="talk", seconds=None)


class TestScriptivox(ProviderContract):
    """The promises of the port, and what is Scriptivox' own."""

    async def test_a_result_has_its_speakers_its_price_and_nothing_to_excuse(self, world, account):
        seen = await world.end(await world.order())
        assert seen.result.transcript.speakers == tuple(f"Speaker {n}" for n in range(1, 5))
        assert seen.result.cost == (Decimal(100) - account.credit).normalize()
        assert seen.result.cost > 0
        assert (seen.result.notes, seen.result.warned) == (None, ())

    async def test_a_sharing_link_is_handed_on_as_it_is(self, world, account):
        account.web[LINK] = world.recording
        assert isinstance(await world.end(_linked()), Finished)
        assert account.jobs[0].order.url == LINK

    @pytest.mark.parametrize(
        ("url", "body", "fault"),
        [
            ("https://drive.google.com/drive/folders/1", None, Fault.LINK_UNREACHABLE),
            ("http://127.0.0.1:1/talk.mp3", None, Fault.LINK_UNREACHABLE),
            ("https://x.example/", b"<html>Sign in</html>", Fault.LINK_UNREACHABLE),
            ("https://x.example/", b"\0" * 4000, Fault.NOT_MEDIA),
        ],
        ids=["folder", "private", "page", "noise"],
    )
    async def test_a_link_to_nothing_ends_with_the_reason(self, world, account, url, body, fault):
        if body is not None:
            account.web[url] = body
        seen = await world.end(_linked(url))
        assert isinstance(seen, Broken)
        assert (seen.fault, seen.spent) == (fault, Spent.NOTHING)
        assert account.credit == 100

    async def test_a_lost_answer_is_asked_for_again_and_paid_once(self, world, account, lossy):
        account.hold()
        order = await world.order()
        lossy.armed = True
        with pytest.raises(Unclear):
            await world.provider.submit(order)
        ticket = await world.provider.submit(order)
        assert [job.id for job in account.jobs] == [ticket.remote_id]

    async def test_the_same_order_during_the_first_call_stays_unclear(self, world, account):
        order = await world.order()
        account.stall()
        first = asyncio.create_task(world.provider.submit(order))
        await world.change()
        with pytest.raises(Unclear):
            await world.provider.submit(order)
        account.go_on()
        ticket = await first
        assert await world.provider.submit(order) == ticket
        assert world.paid() == 1

    async def test_a_new_upload_of_an_ordered_job_is_not_paid_again(self, world, account):
        account.hold()
        order = await world.order()
        await world.provider.submit(order)
        again = replace(order, handles=(await world.order()).handles)
        with pytest.raises(Unclear):
            await world.provider.submit(again)
        assert world.paid() == 1

    async def test_an_upload_that_was_ordered_by_a_forgotten_key_stays_unclear(
        self, world, account
    ):
        account.hold()
        order = await world.order()
        await world.provider.submit(order)
        account.keys.forget()
        with pytest.raises(Unclear):
            await world.provider.submit(order)
        assert world.paid() == 1

    async def test_a_lost_order_is_found_on_a_later_page(self, world, account):
        account.hold()
        account.limits.rules = dict.fromkeys(account.limits.rules, 9999)
        began = world.now()
        order = await world.order()
        ticket = await world.provider.submit(order)
        for n in range(250):
            account.web[f"https://x.example/{n}"] = b""
            await world.provider.submit(
                replace(_linked(f"https://x.example/{n}", speakers=False), key=str(n))
            )
        found = await world.provider.find(order, began, KNOWN_NONE)
        assert [t.remote_id for t in found] == [ticket.remote_id]

    async def test_a_stopped_job_costs_nothing_and_is_told_as_ended(self, world, account):
        account.hold()
        order = await world.order()
        ticket = await world.provider.submit(order)
        assert account.reserved > 0
        assert await world.provider.cancel(ticket) is Stopping.ACCEPTED
        assert await world.provider.cancel(ticket) is Stopping.ACCEPTED
        seen = await world.provider.look(ticket, order.wish)
        assert (seen.spent, seen.said) == (Spent.NOTHING, "Cancelled by customer")
        assert (account.credit, account.reserved) == (100, 0)

    async def test_handles_may_be_used_until_they_expire(self, world, account):
        first, second = await world.order(), await world.order()
        account.clock.move(first.handles.expires_at - account.clock.now() - 1)
        await world.provider.submit(first)
        account.clock.move(62)
        with pytest.raises(HandlesGone):
            await world.provider.submit(second)
        assert await world.provider.submit(first)  # its key is known

    async def test_an_upload_that_is_not_there_is_made_again(self, world, account):
        order = await world.order()
        account.reset()
        with pytest.raises(HandlesGone):
            await world.provider.submit(order)

    async def test_an_empty_purse_is_told_at_the_order_and_no_fault_of_the_key(
        self, world, account
    ):
        order = await world.order()
        for credit in (Decimal(0), Decimal("0.001")):
            account.credit = credit
            with pytest.raises(NeedsOperator) as poor:
                await world.provider.submit(order)
            assert poor.value.fault is Fault.NO_CREDIT
            await world.provider.check()
        account.credit = Decimal(1)
        await world.provider.submit(order)
        assert world.paid() == 1

    async def test_a_link_that_is_longer_than_the_purse_costs_nothing(self, world, account):
        account.web[LINK] = world.recording
        account.credit = Decimal("0.001")
        seen = await world.end(_linked())
        assert (seen.fault, seen.spent) == (Fault.NO_CREDIT, Spent.NOTHING)

    async def test_a_revoked_key_is_the_operators_business(self, world, account):
        account.revoked = True
        with pytest.raises(NeedsOperator) as refused:
            await world.provider.check()
        assert refused.value.fault is Fault.BAD_CREDENTIALS

    async def test_a_recording_under_a_second_is_too_short(self, world, account):
        seen = await world.end(await _other(world, sounds.wav(0.5)).order())
        assert (seen.fault, seen.spent) == (Fault.TOO_SHORT, Spent.NOTHING)

    @pytest.mark.parametrize(
        ("wish", "told"),
        [
            ({"voices": 4}, 4),
            ({"voices": 51}, None),
            ({"voices": 2, "speakers": False}, None),
        ],
    )
    async def test_how_many_speak_is_told_where_it_may_be(self, world, account, wish, told):
        seen = await world.end(await world.order(**wish))
        assert account.jobs[0].order.speaker_count == told
        warned = [w.caveat for w in seen.result.warned]
        assert warned == ([Caveat.VOICES_UNUSED] if wish["voices"] == 51 else [])

    async def test_a_failed_job_keeps_the_services_sentence(self, world, account):
        account.fail_next("The model stumbled.")
        seen = await world.end(await world.order())
        assert (seen.fault, seen.said) == (Fault.FAILED, "The model stumbled.")

    async def test_a_state_that_nobody_knows_is_under_way(self, world, account):
        account.hold()
        account.unknown_status_next()
        order = await world.order()
        ticket = await world.provider.submit(order)
        assert isinstance(await world.provider.look(ticket, order.wish), Running)

    async def test_what_ended_well_is_listed(self, world, account):
        order = await world.order()
        ticket = await world.provider.submit(order)
        while isinstance(await world.provider.look(ticket, order.wish), Running):
            await world.change()
        account.hold()
        await world.provider.submit(await world.order())
        assert await world.provider.list_ended() == [ticket.remote_id]

    async def test_what_is_forgotten_is_gone_and_may_be_forgotten_again(self, world, account):
        account.hold()
        order = await world.order()
        ticket = await world.provider.submit(order)
        with pytest.raises(Transient):
            await world.provider.forget(ticket)
        account.release()
        while isinstance(await world.provider.look(ticket, order.wish), Running):
            await world.change()
        for _ in range(2):
            await world.provider.forget(ticket)
        with pytest.raises(Rejected) as lost:
            await world.provider.look(ticket, order.wish)
        assert lost.value.fault is Fault.LOST
        await world.provider.forget(Ticket(remote_id="never", secrets={}))

    async def test_too_many_requests_are_told_for_how_long(self, world, account):
        account.limits.rules["balance"] = 1
        await world.provider.check()
        with pytest.raises(RateLimited) as limited:
            await world.provider.check()
        assert 58 <= limited.value.retry_after <= 60
