"""Exchanges end by themselves, whoever stops waiting for them."""

import asyncio

import pytest

from bot.http.exchange import Exchanges


class Exchange:
    """One that ends when it is allowed to; `fate` is how."""

    def __init__(self) -> None:
        self.begun, self.go, self.over = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.fate = ""

    async def take_place(self) -> str:
        self.begun.set()
        try:
            await self.go.wait()
            self.fate = "ended"
        except asyncio.CancelledError:
            self.fate = "cancelled"
            raise
        finally:
            self.over.set()
        return self.fate


async def test_a_caller_who_is_cancelled_leaves_it_alone():
    exchange = Exchange()
    caller = asyncio.create_task(Exchanges().run(exchange.take_place(), limit=60.0))
    await exchange.begun.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    exchange.go.set()
    await exchange.over.wait()
    assert exchange.fate == "ended"


async def test_a_caller_who_no_longer_waits_leaves_it_alone():
    exchange = Exchange()
    with pytest.raises(TimeoutError):
        await Exchanges().run(exchange.take_place(), limit=0.01)
    exchange.go.set()
    await exchange.over.wait()
    assert exchange.fate == "ended"


async def test_at_the_end_they_get_their_time_and_no_more():
    exchanges, quick, slow = Exchanges(), Exchange(), Exchange()
    waiting = [exchanges.start(one.take_place()) for one in (quick, slow)]
    await slow.begun.wait()
    quick.go.set()
    await exchanges.close(grace=0.05)

    assert (quick.fate, slow.fate) == ("ended", "cancelled")
    assert all(task.done() for task in waiting)
