"""What a job costs ("Pricing"), in US dollars."""

from decimal import ROUND_HALF_UP, Decimal

Features = frozenset[str]

HOURLY = {
    "standard": Decimal("0.14"),
    "premium": Decimal("0.25"),
    "diarization": Decimal("0.08"),
    "pii": Decimal("0.06"),
    "basic": Decimal("0.24"),
    "full": Decimal("0.60"),
    "custom": Decimal("0.45"),
}
# The table of bundles. It names only some: any other costs as much as the dearest within it.
MINIMUMS: dict[Features, Decimal] = {
    frozenset(): Decimal("0.01"),
    frozenset({"premium"}): Decimal("0.035"),
    frozenset({"diarization"}): Decimal("0.035"),
    frozenset({"pii"}): Decimal("0.035"),
    frozenset({"diarization", "pii"}): Decimal("0.065"),
    frozenset({"premium", "pii"}): Decimal("0.08"),
    frozenset({"basic"}): Decimal("0.08"),
    frozenset({"full"}): Decimal("0.125"),
    frozenset({"custom"}): Decimal("0.15"),
}
_STEP = Decimal("0.0001")


def price(features: Features, seconds: float) -> Decimal:
    """Charged by the second, and at least the bundle's minimum."""
    hourly = sum((HOURLY[feature] for feature in features), Decimal())
    by_time = hourly * Decimal(str(seconds)) / 3600
    return max(by_time.quantize(_STEP, ROUND_HALF_UP), minimum(features))


def minimum(features: Features) -> Decimal:
    """The least that a job with these features costs."""
    return max(charge for bundle, charge in MINIMUMS.items() if bundle <= features)
