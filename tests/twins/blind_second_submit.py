"""Law 3, one paid submit: this twin makes a paid call again whose answer got lost."""

from typing import Any

import pytest

from bot.domain.errors import Unclear
from bot.domain.job import Job
from bot.http.api import Api, Reply
from bot.jobs.outcome import Outcome
from bot.jobs.paying import Paying
from tests.twins import Way


def an_unclear_order_is_made_again(patch: pytest.MonkeyPatch) -> None:
    async def reconcile(self: Paying, job: Job, intent_at: float) -> Outcome:
        return await self._pay(job)

    patch.setattr(Paying, "_reconcile", reconcile)


def a_request_without_an_answer_is_made_again(patch: pytest.MonkeyPatch) -> None:
    real = Api.call

    async def call(self: Api, *what: str, **how: Any) -> Reply:
        try:
            return await real(self, *what, **how)
        except Unclear:
            return await real(self, *what, **how)

    patch.setattr(Api, "call", call)


LATE = "tests/scenarios/trouble/test_once.py::test_an_order_that_the_service_lists_late_is_not_paid_again"
WAYS = (
    Way(
        broken=an_unclear_order_is_made_again,
        tests=(
            "tests/jobs/test_paying.py::test_the_intent_of_another_process_is_never_paid",
            "tests/jobs/test_paying.py::test_an_intent_is_paid_once_however_often_it_is_looked_at",
            LATE,
        ),
    ),
    Way(broken=a_request_without_an_answer_is_made_again, tests=(LATE,)),
)
