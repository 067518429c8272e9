"""Law 5, what was said is for those who may be there: this twin searches wherever it likes."""

import pytest

from bot.slack import memberships
from bot.store.queries import all_queries
from tests.twins import Way

HERE = "AND jobs.channel IN (SELECT value FROM json_each(:channels))"
POSTED = "AND (jobs.state = 'done' OR (jobs.state = 'posting' AND jobs.cancel_at IS NULL))"
FOR_EVER = 10**9


def every_channel_is_searched(patch: pytest.MonkeyPatch) -> None:
    _searches(patch, HERE, "AND :channels <> ''")


def what_was_never_posted_is_searched(patch: pytest.MonkeyPatch) -> None:
    _searches(patch, POSTED, "")


def who_was_there_once_may_look_for_ever(patch: pytest.MonkeyPatch) -> None:
    assert memberships.FRESH
    patch.setattr(memberships, "FRESH", FOR_EVER)


def _searches(patch: pytest.MonkeyPatch, words: str, others: str) -> None:
    queries = dict(all_queries())
    assert words in queries["search"]
    looser = queries["search"].replace(words, others)
    patch.setitem(all_queries(), "search", looser)  # type: ignore[arg-type]  # a dict, in truth


WAYS = (
    Way(
        broken=every_channel_is_searched,
        tests=(
            "tests/store/test_spoken.py::test_only_these_channels_of_this_team_are_searched",
            "tests/scenarios/test_search.py::test_everybody_finds_what_was_said_where_they_are_and_nothing_else",
            "tests/scenarios/test_search.py::test_who_left_a_channel_finds_nothing_of_it_a_minute_later",
            "tests/scenarios/test_search.py::test_when_slack_does_not_say_where_somebody_is_only_their_channel_is_searched",
        ),
    ),
    Way(
        broken=what_was_never_posted_is_searched,
        tests=(
            "tests/store/test_spoken.py::test_only_what_is_in_its_thread_or_on_its_way_is_found",
        ),
    ),
    Way(
        broken=who_was_there_once_may_look_for_ever,
        tests=(
            "tests/scenarios/test_search.py::test_who_left_a_channel_finds_nothing_of_it_a_minute_later",
        ),
    ),
)
