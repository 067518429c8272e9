"""Prices of the page."""

from decimal import Decimal

import pytest

from bot.sandbox.providers.tuplets.money import minimum, price

MINIMUMS = [
    ("standard", "0.01"),
    ("premium", "0.035"),
    ("standard diarization", "0.035"),
    ("standard pii", "0.035"),
    ("premium pii", "0.08"),
    ("standard basic", "0.08"),
    ("standard full", "0.125"),
    ("standard custom", "0.15"),
    ("standard full custom", "0.15"),
    ("standard diarization pii", "0.065"),
    ("standard diarization pii basic", "0.08"),
    ("premium diarization pii full", "0.125"),
]


@pytest.mark.parametrize(("bundle", "least"), MINIMUMS)
def test_every_bundle_of_the_page_has_its_minimum(bundle, least):
    features = frozenset(bundle.split())
    assert minimum(features) == price(features, 5) == Decimal(least)


def test_long_recordings_are_charged_by_the_second():
    assert price(frozenset({"standard", "diarization", "full"}), 3600) == Decimal("0.82")
    assert price(frozenset({"standard"}), 1800) == Decimal("0.07")
    assert price(frozenset({"premium", "custom"}), 3601) == Decimal("0.7002")
