"""What stands below a claim when it was said in a long passage."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.excerpt import EXCERPT_MOST, excerpt

KINETIC = (
    "Oh we've got five minutes um okay back we go. Um energy, what do you think, how we're powering "
    "the thing? I really like the idea of this kinetic thing where you'd have the back-up of the "
    "battery, but have kinetic power, and so on and so forth."
)
SCREEN = (
    "The next meeting is in thirty minutes, and on this screen you see what each of you is going to "
    "be doing until then, so have a look, I know that the designers are working with Play-Doh on it"
)
LONG = "the numbers " + "and so on " * 40
CHINESE = "会" * 100 + "。我们决定下周二发布。" + "好" * 100


@pytest.mark.parametrize(
    ("quote", "claim", "shown"),
    [
        ("Yes, on Tuesday.", "Ship on Tuesday", "Yes, on Tuesday."),
        (
            KINETIC,
            "Power it by a battery with kinetic support",
            KINETIC[KINETIC.index("I really") :],
        ),
        (
            KINETIC,
            "Ask about energy",
            KINETIC[KINETIC.index("Um energy") : KINETIC.index(" I really")],
        ),
        (KINETIC, "Wrap up", "Oh we've got five minutes um okay back we go."),
        (
            SCREEN,
            "Work with Play-Doh",
            "…I know that the designers are working with Play-Doh on it",
        ),
        (LONG, "Watch the numbers", f"the numbers {'and so on ' * 14}and so…"),
        (CHINESE, "发布", f"{'会' * 100}。"),
    ],
)
def test_the_words_that_bear_it_out_are_shown(quote: str, claim: str, shown: str):
    assert excerpt(quote, claim) == shown


@given(st.text(), st.text(), st.integers(20, 200))
def test_it_is_always_in_the_very_words_and_has_room(quote: str, claim: str, most: int):
    shown = excerpt(quote, claim, most)

    assert len(shown) <= max(most, 0)
    assert shown.removeprefix("…").removesuffix("…").strip("…") in quote or shown == quote


def test_an_hour_without_a_stop_still_has_room():
    assert len(excerpt("word " * 20_000, "a word")) <= EXCERPT_MOST
