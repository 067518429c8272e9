"""Law 1, the content key: for this twin whatever is told again is new."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest

from bot.domain.memory import NewJob
from bot.domain.notice import Notice
from bot.store import inbox
from bot.store.inbox import Inbox
from tests.twins import Way


def a_notice_told_again_is_new(patch: pytest.MonkeyPatch) -> None:
    real = Inbox.take_in

    async def take_in(self: Inbox, notice: Notice) -> bool:
        return await real(self, replace(notice, key=f"{notice.key}:{uuid4()}"))

    patch.setattr(Inbox, "take_in", take_in)


def a_job_asked_for_again_is_new(patch: pytest.MonkeyPatch) -> None:
    real = inbox._new_row

    def new_row(new: NewJob, *others: Any) -> dict[str, Any]:
        return real(replace(new, dedupe_key=f"{new.dedupe_key}:{uuid4()}"), *others)

    patch.setattr(inbox, "_new_row", new_row)


def everything_told_again_is_new(patch: pytest.MonkeyPatch) -> None:
    a_notice_told_again_is_new(patch)
    a_job_asked_for_again_is_new(patch)


WAYS = (
    Way(
        broken=a_notice_told_again_is_new,
        tests=(
            "tests/store/test_store.py::test_the_same_thing_told_three_times_is_one_notice",
            "tests/scenarios/test_told_again.py::test_words_that_slack_tells_three_times_are_answered_once",
        ),
    ),
    Way(
        broken=a_job_asked_for_again_is_new,
        tests=(
            "tests/store/test_store.py::test_a_settled_notice_makes_its_jobs_once",
            "tests/scenarios/trouble/test_quiet.py::test_trying_again_twice_is_trying_again_once",
        ),
    ),
    Way(
        broken=everything_told_again_is_new,
        tests=("tests/scenarios/test_share.py::test_the_same_event_three_times_is_one_job[http]",),
    ),
)
