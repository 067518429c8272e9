"""What every transcription service must keep to, whoever it is.

A service's suite derives from `ProviderContract` and gives it a `world`.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import uuid4

import pytest

from bot.domain.errors import Fault, NeedsOperator, Rejected, Transient
from bot.domain.job import Ticket
from bot.domain.ports import (
    Audio,
    Broken,
    Finished,
    Order,
    Provider,
    Running,
    Stopped,
    Stopping,
)
from bot.domain.recording import Wish

KNOWN_NONE: frozenset[str] = frozenset()


@dataclass
class World:
    """A service that can be watched and held, and our adapter in front of it."""

    provider: Provider
    stranger: Provider  # with credentials that the service does not know
    recording: bytes  # longer than 15 s, in a container that it takes
    container: str
    seconds: float
    hold: Callable[[], None]  # jobs stay under way
    release: Callable[[], None]
    paid: Callable[[], int]  # how many jobs were created
    now: Callable[[], float]
    change: Callable[[], Awaitable[object]]  # something happened at the service

    def audio(self, *, fail: BaseException | None = None) -> Audio:
        """The recording, open for reading once."""

        async def chunks():
            yield self.recording[:1000]
            if fail is not None:
                raise fail
            yield self.recording[1000:]

        return Audio(
            name=f"recording.{self.container}",
            content_type="audio/mpeg" if self.container == "mp3" else f"audio/{self.container}",
            size=len(self.recording),
            seconds=self.seconds,
            chunks=chunks(),
        )

    async def order(self, **wish) -> Order:
        """The recording, uploaded and ready to be paid for."""
        handles = await self.provider.prepare(self.audio())
        return Order(
            key=uuid4().hex,
            wish=Wish(**wish),
            handles=handles,
            link=None,
            name="recording",
            seconds=self.seconds,
        )

    async def end(self, order: Order) -> Finished | Broken:
        """The order, paid for and waited for."""
        ticket = await self.provider.submit(order)
        while isinstance(seen := await self.provider.look(ticket, order.wish), Running):
            await self.change()
        return seen


class ProviderContract:
    """The port's promises."""

    async def test_an_uploaded_recording_becomes_a_transcript(self, world: World):
        order = await world.order()
        assert world.paid() == 0
        seen = await world.end(order)
        assert isinstance(seen, Finished)
        assert not seen.result.transcript.silent
        assert world.paid() == 1

    async def test_uploading_again_costs_nothing(self, world: World):
        await world.order()
        await world.order()
        assert world.paid() == 0

    async def test_what_is_under_way_is_running(self, world: World):
        world.hold()
        order = await world.order()
        ticket = await world.provider.submit(order)
        seen = await world.provider.look(ticket, order.wish)
        assert isinstance(seen, Running)
        percent = seen.progress.percent
        assert percent is None or 0 <= percent <= 100

    async def test_speakers_are_told_apart_only_when_wished(self, world: World):
        for wished in (True, False):
            order = await world.order(speakers=wished)
            seen = await world.end(order)
            assert isinstance(seen, Finished)
            assert bool(seen.result.transcript.speakers) is wished

    async def test_segments_are_in_order_and_have_words(self, world: World):
        order = await world.order()
        seen = await world.end(order)
        assert isinstance(seen, Finished)
        segments = seen.result.transcript.segments
        assert all(s.text.strip() for s in segments)
        starts = [s.start or 0.0 for s in segments]
        assert starts == sorted(starts)

    async def test_an_upload_ends_with_the_reason_for_which_its_source_ended(self, world: World):
        for failure in (Stopped(), Transient("cut", fault=Fault.FILE_CUT)):
            with pytest.raises(type(failure)) as ended:
                await world.provider.prepare(world.audio(fail=failure))
            assert ended.value is failure

    async def test_a_created_job_is_found_and_a_known_one_is_not(self, world: World):
        if not world.provider.traits.lists:
            assert not await world.provider.find(await world.order(), world.now(), KNOWN_NONE)
            return
        began = world.now()
        order = await world.order()
        assert not await world.provider.find(order, began, KNOWN_NONE)
        ticket = await world.provider.submit(order)
        for since in (began, None):
            found = await world.provider.find(order, since, KNOWN_NONE)
            assert [t.remote_id for t in found] == [ticket.remote_id]
        assert not await world.provider.find(order, began, frozenset({ticket.remote_id}))
        assert not await world.provider.find(order, world.now() + 60, KNOWN_NONE)

    async def test_the_same_order_twice_is_paid_once_where_the_traits_say_so(self, world: World):
        world.hold()
        order = await world.order()
        first = await world.provider.submit(order)
        if not world.provider.traits.repeats:
            return
        assert await world.provider.submit(order) == first
        assert world.paid() == 1

    async def test_a_running_job_can_be_stopped_where_the_traits_say_so(self, world: World):
        world.hold()
        order = await world.order()
        ticket = await world.provider.submit(order)
        stopping = await world.provider.cancel(ticket)
        if world.provider.traits.cancel_money is None:
            assert stopping is Stopping.UNSUPPORTED
            return
        assert stopping is Stopping.ACCEPTED
        world.release()
        assert isinstance(await world.provider.look(ticket, order.wish), Broken)

    async def test_what_has_ended_cannot_be_stopped(self, world: World):
        order = await world.order()
        ticket = await world.provider.submit(order)
        while isinstance(await world.provider.look(ticket, order.wish), Running):
            await world.change()
        assert await world.provider.cancel(ticket) is not Stopping.ACCEPTED

    async def test_a_job_that_the_service_does_not_know_is_lost(self, world: World):
        with pytest.raises(Rejected) as lost:
            await world.provider.look(Ticket(remote_id="nobody", secrets={}), Wish())
        assert lost.value.fault is Fault.LOST

    async def test_unknown_credentials_are_the_operators_business(self, world: World):
        await world.provider.check()
        with pytest.raises(NeedsOperator) as refused:
            await world.stranger.check()
        assert refused.value.fault is Fault.BAD_CREDENTIALS
        with pytest.raises(NeedsOperator):
            await world.stranger.prepare(world.audio())
        assert world.stranger.account != world.provider.account
