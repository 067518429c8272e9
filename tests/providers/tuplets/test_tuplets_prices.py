"""What Tuplets charges, as its page has it ("Pricing")."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.recording import Wish
from bot.providers.tuplets.prices import price_of
from bot.providers.tuplets.settings import TupletsSettings

HOUR = 3600.0
PLAIN, REDACTED = Wish(speakers=False), Wish(speakers=False, redact=True)
BOTH = Wish(speakers=True, redact=True)


@pytest.mark.parametrize(
    ("model", "profile", "wish", "an_hour", "least"),
    [
        ("standard", "none", PLAIN, "0.14", "0.01"),
        ("premium", "none", PLAIN, "0.25", "0.035"),
        ("standard", "none", Wish(), "0.22", "0.035"),
        ("standard", "none", REDACTED, "0.20", "0.035"),
        ("premium", "none", REDACTED, "0.31", "0.08"),
        ("standard", "none", BOTH, "0.28", "0.065"),
        ("standard", "basic", PLAIN, "0.38", "0.08"),
        ("standard", "full", Wish(), "0.82", "0.125"),
    ],
)
def test_an_hour_and_the_least_are_those_of_the_page(
    model: str, profile: str, wish: Wish, an_hour: str, least: str
):
    price = price_of(TupletsSettings(tuplets_model=model, tuplets_profile=profile), 15.0)
    long, short = price.of(wish, HOUR), price.of(wish, 20.0)
    assert (long.amount, long.an_hour, long.least) == (Decimal(an_hour), Decimal(an_hour), False)
    assert (short.amount, short.least) == (Decimal(least), True)


def test_a_pack_costs_more_and_notes_of_what_is_too_short_for_them_nothing(tmp_path: Path):
    settings = TupletsSettings(tuplets_domain="sales", tuplets_profile="full")
    price = price_of(settings, 15.0)
    assert price.of(PLAIN, HOUR).amount == Decimal("1.19")
    assert price.of(PLAIN, 20.0).amount == Decimal("0.15")
    assert price.of(PLAIN, 14.0).amount == Decimal("0.01")
