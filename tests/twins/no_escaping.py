"""Law 5, speech is never markup: this twin lets people's words out as they are."""

import pytest

from bot.render import escape
from tests.twins import Way


def words_stay_markup(patch: pytest.MonkeyPatch) -> None:
    _as_they_are(patch, "mrkdwn")


def controls_and_turned_letters_stay(patch: pytest.MonkeyPatch) -> None:
    _as_they_are(patch, "plain")


def _as_they_are(patch: pytest.MonkeyPatch, name: str) -> None:
    """For all who imported it: its code is what is replaced."""
    patch.setattr(getattr(escape, name), "__code__", (lambda text: text).__code__)


WAYS = (
    Way(
        broken=words_stay_markup,
        tests=(
            "tests/render/test_result.py::test_what_people_say_is_never_markup",
            "tests/render/test_answers.py::test_answers_about_a_recording_never_let_its_name_speak",
            "tests/scenarios/trouble/test_trouble.py::test_a_failure_at_the_service_is_told_in_its_words_and_escaped",
            "tests/scenarios/test_naughty.py::test_a_failure_in_naughty_words_is_told_and_harmless",
        ),
    ),
    Way(
        broken=controls_and_turned_letters_stay,
        tests=(
            "tests/render/test_result.py::test_what_people_say_is_never_markup",
            "tests/scenarios/test_naughty.py::test_a_failure_in_naughty_words_is_told_and_harmless",
        ),
    ),
)
