"""An OpenAI-compatible server keeps to the port, against the sandbox's strict one."""

from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.domain.errors import Busy, Fault, NeedsOperator, Rejected
from bot.domain.job import Spent
from bot.domain.notes import Caveat
from bot.domain.ports import Broken, Finished, HandlesGone, Running, Stopping
from bot.media.cutting import Cutting
from bot.providers.openai.adapter import Speech
from bot.providers.openai.settings import SpeechSettings
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.providers.openai import INSTANT
from bot.sandbox.providers.openai import Speech as Server
from bot.sandbox.recordings import samples
from tests.http.servers import calling_out
from tests.providers.contract import ProviderContract, World
from tests.providers.openai.speech import died, ended

DIARIZING = "gpt-4o-transcribe-diarize"


def _sample():
    return max(samples(), key=lambda s: (s.subtype is None, s.language == "en", s.speakers))


@pytest.fixture
async def changes():
    return Changes()


@pytest.fixture
async def server(changes):
    """A server of its own, served on loopback."""
    async with AsyncExitStack() as stack:
        service = Server(clock=Clock(), base_url="", changed=changes.ring)
        service.pace = INSTANT
        app = web.Application(client_max_size=1024**3)
        app.add_routes(service.routes())
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        stack.push_async_callback(service.close)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        service.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield service


@pytest.fixture
async def customer(server, tmp_path):
    """Makes adapters that have a folder in common, as one after the other has after a restart."""

    @asynccontextmanager
    async def open_(**more):
        async with calling_out(clock=server.clock) as http:
            folder = tmp_path / "speech"
            yield Speech(_settings(server, **more), http, server.clock, folder, Cutting())
            await server.close()  # nobody waits for what is held

    return open_


def _settings(server, *, key=None, model=DIARIZING):
    key = server.api_key if key is None else key
    return SpeechSettings(
        speech_url=server.base_url,
        speech_api_key=SecretStr(key) if key else None,
        speech_model=model,
    )


@pytest.fixture
async def world(server, customer, tmp_path):
    async with customer() as provider, customer(key="sk-stranger") as stranger:
        yield _world(server, provider, stranger)


def _world(server, provider, stranger=None):
    sample = _sample()
    return World(
        provider=provider,
        stranger=stranger or provider,
        recording=sample.path.read_bytes(),
        container=sample.path.suffix[1:],
        seconds=sample.seconds,
        hold=server.hold,
        release=server.release,
        paid=lambda: len(server.jobs),
        now=server.clock.now,
        change=lambda: ended(provider),
    )


class TestSpeech(ProviderContract):
    """The promises of the port, and what is this one's own."""

    async def test_the_same_order_twice_is_paid_once_where_the_traits_say_so(
        self, world, server, changes
    ):
        """The order arrives in the background: wait for it before counting."""
        world.hold()
        order = await world.order()
        first = await world.provider.submit(order)
        assert await world.provider.submit(order) == first
        await changes.wait_until(lambda: server.jobs)
        assert await world.provider.submit(order) == first
        world.release()
        assert isinstance(await world.end(order), Finished)
        assert isinstance(await world.end(order), Finished)
        assert world.paid() == 1

    async def test_what_cannot_be_told_apart_is_said(self, server, customer):
        async with customer(model="whisper-1") as provider:
            world = _world(server, provider)
            seen = await world.end(await world.order())
        assert [w.caveat for w in seen.result.warned] == [Caveat.NO_SPEAKERS]
        assert seen.result.transcript.language == "en"
        assert seen.result.transcript.seconds == pytest.approx(world.seconds, abs=1)
        assert len(seen.result.transcript.segments) > 1
        assert server.jobs[0].order.response_format == "verbose_json"

    async def test_forms_are_asked_for_until_one_is_had_and_then_at_once(self, server, customer):
        server.formats = ("text",)
        async with customer(model="whisper-1") as provider:
            world = _world(server, provider)
            for _ in range(2):
                seen = await world.end(await world.order())
                assert not seen.result.transcript.silent
        assert [job.order.response_format for job in server.jobs] == ["text", "text"]

    async def test_orders_beyond_its_places_wait_with_us(self, world, server):
        world.hold()
        for _ in range(2):
            await world.provider.submit(await world.order())
        with pytest.raises(Busy) as busy:
            await world.provider.submit(await world.order())
        assert busy.value.fault is Fault.NO_SLOT
        world.release()
        await ended(world.provider)
        assert isinstance(await world.end(await world.order()), Finished)

    async def test_a_server_of_ones_own_works_on_one_at_a_time_and_costs_nothing(
        self, server, customer
    ):
        server.api_key = ""
        async with customer(key="") as provider:
            world = _world(server, provider)
            world.hold()
            first = await world.order()
            assert await provider.submit(first) == await provider.submit(first)
            with pytest.raises(Busy):
                await provider.submit(await world.order())
        assert provider.traits.unit is None

    async def test_no_credit_and_a_key_that_went_bad_are_told_apart(self, world, server):
        for status, message, code, fault in (
            (429, "You exceeded your current quota.", "insufficient_quota", Fault.NO_CREDIT),
            (401, "Incorrect API key provided.", "invalid_api_key", Fault.BAD_CREDENTIALS),
        ):
            server.fail_next(status, message, code=code)
            seen = await world.end(await world.order())
            assert seen == Broken(fault=fault, said=message, spent=Spent.NOTHING)
            server.clock.move(300)
        assert world.paid() == 0

    async def test_where_one_order_found_no_credit_the_next_ones_wait(self, world, server):
        server.fail_next(429, "You exceeded your current quota.", code="insufficient_quota")
        await world.end(await world.order())
        order = await world.order()
        with pytest.raises(NeedsOperator) as broke:
            await world.provider.submit(order)
        assert broke.value.fault is Fault.NO_CREDIT
        server.clock.move(300)
        assert isinstance(await world.end(order), Finished)

    async def test_a_refusal_for_now_is_waited_out(self, world, server):
        server.fail_next(429, "Rate limit reached", headers={"Retry-After": "0"})
        server.fail_next(503, "The engine is overloaded", headers={"Retry-After": "0"})
        assert isinstance(await world.end(await world.order()), Finished)
        assert world.paid() == 1

    async def test_an_answer_that_broke_off_is_not_paid_for_again(self, world, server):
        server.break_next()
        seen = await world.end(await world.order())
        assert seen == Broken(fault=Fault.UNCLEAR, spent=Spent.MAYBE)
        assert world.paid() == 1

    async def test_where_nothing_is_paid_it_is_asked_for_once_more(self, server, customer):
        server.api_key = ""
        server.break_next()
        async with customer(key="") as provider:
            world = _world(server, provider)
            assert isinstance(await world.end(await world.order()), Finished)
            server.break_next()
            server.break_next()
            seen = await world.end(await world.order())
            assert isinstance(seen, Broken)
        assert world.paid() == 4

    async def test_an_answer_that_never_comes_is_overdue(self, world, server, monkeypatch):
        monkeypatch.setattr("bot.providers.openai.call.PATIENCE", 0.3)
        monkeypatch.setattr("bot.providers.openai.call._UNKNOWN", 0.0)
        server.hang_next()
        brief = World(**{**vars(world), "seconds": 0.1})
        seen = await world.end(await brief.order())
        assert seen == Broken(fault=Fault.OVERDUE, spent=Spent.MAYBE)

    async def test_an_answer_outlives_the_process_that_waited_for_it(self, world, customer):
        order = await world.order()
        ticket = await world.provider.submit(order)
        await ended(world.provider)
        async with customer() as next_run:
            for _ in range(2):  # killed between the look and the store
                assert isinstance(await next_run.look(ticket, order.wish), Finished)
            assert await next_run.submit(order) == ticket
        assert world.paid() == 1

    async def test_a_paid_order_that_died_with_the_process_is_lost_not_made_again(
        self, world, server, customer, changes
    ):
        world.hold()
        order = await world.order()
        ticket = await world.provider.submit(order)
        await changes.wait_until(lambda: server.jobs)
        await died(world.provider)
        async with customer() as next_run:
            assert await next_run.submit(order) == ticket
            with pytest.raises(Rejected) as lost:
                await next_run.look(ticket, order.wish)
        assert lost.value.fault is Fault.LOST
        assert world.paid() == 1

    async def test_what_costs_nothing_goes_on_after_a_restart(self, server, customer, changes):
        server.api_key = ""
        async with customer(key="") as provider:
            world = _world(server, provider)
            world.hold()
            order = await world.order()
            ticket = await provider.submit(order)
            await changes.wait_until(lambda: server.jobs)
            await died(provider)
            world.release()
            async with customer(key="") as next_run:
                assert isinstance(await next_run.look(ticket, order.wish), Running)
                await ended(next_run)
                assert isinstance(await next_run.look(ticket, order.wish), Finished)

    async def test_a_paid_order_that_never_left_goes_on_after_a_restart(
        self, world, server, customer
    ):
        server.fail_next(429, "Slow down", headers={"Retry-After": "900"})
        order = await world.order()
        ticket = await world.provider.submit(order)
        while not (call := next(iter(world.provider._calls.values()))).waits:
            await server.clock.sleep(0.01)
        seen = await world.provider.look(ticket, order.wish)
        assert seen.progress.queued
        assert call.name.startswith(ticket.remote_id)
        await died(world.provider)
        async with customer() as next_run:
            assert isinstance(await next_run.look(ticket, order.wish), Running)
            await ended(next_run)
            assert isinstance(await next_run.look(ticket, order.wish), Finished)
        assert world.paid() == 1

    async def test_a_call_is_cut_off_when_it_is_stopped_and_may_cost(self, world, server, changes):
        world.hold()
        order = await world.order()
        ticket = await world.provider.submit(order)
        await changes.wait_until(lambda: server.jobs)
        assert await world.provider.cancel(ticket) is Stopping.ACCEPTED
        seen = await world.provider.look(ticket, order.wish)
        assert seen == Broken(fault=Fault.FAILED, spent=Spent.MAYBE)
        world.release()
        assert isinstance(await world.end(await world.order()), Finished)  # its place is free

    async def test_a_wait_is_left_when_it_is_stopped_and_costs_nothing(self, world, server):
        server.fail_next(429, "Slow down", headers={"Retry-After": "900"})
        order = await world.order()
        ticket = await world.provider.submit(order)
        call = next(iter(world.provider._calls.values()))
        while not call.waits:
            await server.clock.sleep(0.01)
        assert await world.provider.cancel(ticket) is Stopping.ACCEPTED
        seen = await world.provider.look(ticket, order.wish)
        assert (seen.spent, world.paid()) == (Spent.NOTHING, 0)

    async def test_what_is_under_way_is_not_tidied_away(self, world, server, changes, tmp_path):
        world.hold()
        order = await world.order()
        ticket = await world.provider.submit(order)
        await changes.wait_until(lambda: server.jobs)
        world.provider._shelf._clock = Clock(at=server.clock.now() + 72 * 3600)
        await world.order()
        kept = {path.name.partition(".")[0] for path in (tmp_path / "speech").iterdir()}
        assert kept >= {ticket.remote_id, order.handles.values["file"]}

    async def test_a_recording_that_is_gone_is_sent_again(self, world, tmp_path):
        order = await world.order()
        for file in (tmp_path / "speech").glob("*.audio"):
            file.write_bytes(b"half of it")
        with pytest.raises(HandlesGone):
            await world.provider.submit(order)
        assert world.paid() == 0

    async def test_a_server_without_a_list_of_models_is_one_too(self, world, server):
        server.lists_models = False
        await world.provider.check()
        assert isinstance(await world.end(await world.order()), Finished)

    async def test_a_key_that_the_server_wants_is_missed_before_the_order(self, server, customer):
        async with customer(key="") as provider:
            with pytest.raises(NeedsOperator) as refused:
                await provider.submit(await _world(server, provider).order())
        assert refused.value.fault is Fault.BAD_CREDENTIALS

    async def test_what_was_to_be_redacted_is_held_back(self, world):
        seen = await world.end(await world.order(redact=True))
        assert seen.result.unredacted
