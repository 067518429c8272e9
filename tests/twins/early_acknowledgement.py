"""Law 1, stored before acknowledged: this twin says yes to Slack first."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest

from bot.domain.memory import Store, StoreTrouble
from bot.domain.notice import Notice
from bot.slack import bolt
from tests.twins import Way


class Memory:
    """Stands before the store, for the one who acknowledges."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._storing: set[asyncio.Task[bool]] = set()


class Later(Memory):
    async def take_in(self, notice: Notice) -> None:
        task = asyncio.create_task(self._store.take_in(notice))
        self._storing.add(task)
        task.add_done_callback(lambda done: done.exception())


class Careless(Memory):
    async def take_in(self, notice: Notice) -> None:
        with suppress(StoreTrouble):
            await self._store.take_in(notice)


def acknowledged_before_it_is_stored(patch: pytest.MonkeyPatch) -> None:
    _stand_before(patch, Later)


def acknowledged_though_it_could_not_be_stored(patch: pytest.MonkeyPatch) -> None:
    _stand_before(patch, Careless)


def _stand_before(patch: pytest.MonkeyPatch, memory: type[Memory]) -> None:
    real = bolt.stored_first

    def stored_first(store: Store, *others: Any) -> Any:
        return real(memory(store), *others)

    patch.setattr(bolt, "stored_first", stored_first)


STORY = "tests/scenarios/test_stored_first.py::test_what_cannot_be_stored_is_not_acknowledged_and_not_lost"
TESTS = (f"{STORY}[http]", f"{STORY}[socket]")
WAYS = (
    Way(broken=acknowledged_before_it_is_stored, tests=TESTS),
    Way(broken=acknowledged_though_it_could_not_be_stored, tests=TESTS),
)
