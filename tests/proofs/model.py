"""The bot against a small model of what people may expect, step by step, found by hypothesis."""

import asyncio
import time
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.sandbox.slack.delivery import Parcel
from bot.sandbox.slack.messages import Message
from tests.proofs.score import Row
from tests.world.case import illegal, words_of_job
from tests.world.loop import VirtualLoop
from tests.world.model import Model
from tests.world.sound import recording
from tests.world.world import World, open_world

WHOLE, QUICK = (500, 50), (10, 20)  # machines, steps each
DAY = 86_400.0
NUMBERS = st.integers(min_value=0, max_value=50)


class Machine(RuleBasedStateMachine):
    """People, an operator and time; the bot lives in a world of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.messages: list[Message] = []
        self._runner = asyncio.Runner(loop_factory=VirtualLoop)
        self._stack = AsyncExitStack()

    @initialize()
    def opens(self) -> None:
        self.world: World = self._do(self._stack.enter_async_context(open_world("http")))

    @rule(seconds=st.sampled_from([20.0, 60.0, 600.0]), fails=st.integers(0, 9))
    def share(self, seconds: float, fails: int) -> None:
        word = f"word0x{len(self.messages)}x"
        if not fails and self.model.alive:
            self._do(self.world.settled(DAY))  # so that it is this one that fails
            self.world.sandbox.tuplets.fail_next("The audio could not be decoded.")
        upload = recording(word, seconds)
        message = self._do(self.world.sandbox.slack.share("ben", "product", [upload]))
        self.model.share(word, fails=not fails and self.model.alive)
        self.messages.append(message)
        if not fails and self.model.alive:
            self._do(self.world.until(lambda: self.world.paid and self._paid(word), DAY))

    @precondition(lambda self: self.messages)
    @rule(which=NUMBERS)
    def duplicate(self, which: int) -> None:
        number = which % len(self.messages)
        ts = self.messages[number].ts
        delivery = self.world.sandbox.slack.delivery
        for parcel in list(delivery.parcels):
            event = parcel.payload.get("event", {})
            if event.get("subtype") == "file_share" and event.get("ts") == ts:
                self._do(self._tell_again(parcel))
                self.model.repeat(number)
                break

    @precondition(lambda self: self.messages)
    @rule(which=NUMBERS)
    def delete(self, which: int) -> None:
        number = which % len(self.messages)
        if not self.model.shared[number].deleted:
            message = self.messages[number]
            slack = self.world.sandbox.slack
            self._do(slack.delete_message("ben", "product", message.ts))
            self.model.delete(number)

    @precondition(lambda self: self.messages)
    @rule(which=NUMBERS)
    def cancel(self, which: int) -> None:
        self._press(which % len(self.messages), "cancel", self.model.cancel)

    @precondition(lambda self: self.messages and self.model.alive)
    @rule(which=NUMBERS)
    def retry(self, which: int) -> None:
        number = which % len(self.messages)
        shared = self.model.shared[number]
        if shared.failed and not shared.deleted and not shared.cancelled:
            self._do(self.world.settled(DAY))
            self._do(self.world.clock.sleep(60.0))
            self._press(number, "retry", self.model.retry)
            self._do(self.world.settled(DAY))

    @precondition(lambda self: self.model.alive)
    @rule()
    def crash(self) -> None:
        self._do(self.world.crash())
        self._do(self.world.start())

    @precondition(lambda self: self.model.alive)
    @rule()
    def goes_offline(self) -> None:
        self._do(self.world.stop())
        self.model.alive = False

    @precondition(lambda self: not self.model.alive)
    @rule()
    def comes_back(self) -> None:
        self._do(self.world.start())
        self.model.alive = True

    @rule(seconds=st.sampled_from([0.0, 0.5, 3.0, 10.0, 60.0]))
    def advance(self, seconds: float) -> None:
        self._do(self.world.clock.sleep(seconds))

    def teardown(self) -> None:
        try:
            if hasattr(self, "world"):
                self._do(self._compare())
        finally:
            self._do(self._stack.aclose())
            self._runner.close()

    async def _compare(self) -> None:
        if not self.model.alive:
            await self.world.start()
        await self.world.clock.sleep(400.0)  # Slack's last redelivery
        await self.world.settled(2 * DAY)
        await self.world.clock.sleep(900.0)
        assert not list(illegal(self.world, paid=None))
        for number, message in enumerate(self.messages):
            parts = tuple(sorted(self.world.parts(message)))
            assert parts in self.model.legal(number), (number, parts, self.model.shared[number])
            assert self._paid(self.model.shared[number].word) <= self.model.most_paid(number)
            told = words_of_job(self.world, message)
            ends = self.model.last_words(number)
            assert not told or any(end in told[-1] for end in ends), (told, ends)

    async def _tell_again(self, parcel: Parcel) -> None:
        self.world.sandbox.slack.delivery.tell(parcel.payload)

    def _press(self, number: int, action: str, then: Any) -> None:
        message = self.messages[number]
        for reply in self.world.thread(message):
            if f"'{action}'" in str(reply.blocks):
                press = self.world.sandbox.slack.press("ben", "product", reply.ts, action)
                if self._do(press).error is None:
                    then(number)
                return

    def _paid(self, word: str) -> int:
        tuplets = self.world.sandbox.tuplets
        keys = [job.order.upload[0] for job in tuplets.jobs if job.order.upload]
        heard = [tuplets.storage._targets[key].data or b"" for key in keys]
        return sum(f"word:{word}\n".encode() in data for data in heard)

    def _do(self, what: Coroutine[Any, Any, Any]) -> Any:
        return self._runner.run(what)


def prove(*, whole: bool) -> list[Row]:
    """Machines of so many steps; the quick size always tries the same ones."""
    machines, steps = WHOLE if whole else QUICK
    began = time.process_time()
    wrong = ""
    try:
        run_state_machine_as_test(Machine, settings=_settings(machines, steps, whole=whole))
    except AssertionError as error:
        wrong = f"; {error}"
    spent = time.process_time() - began
    return [
        Row(
            proof="the bot against a small model",
            mark=f"{machines} machines x {steps} steps, no difference",
            figure=f"{spent:.0f} s of one core{wrong}",
            held=not wrong,
        )
    ]


def _settings(machines: int, steps: int, *, whole: bool) -> settings:
    return settings(
        max_examples=machines,
        stateful_step_count=steps,
        deadline=None,
        derandomize=not whole,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if whole else [Phase.generate],
    )
