"""What a transcription costs ("Pricing"), in US cents."""

from decimal import ROUND_HALF_UP, Decimal

HOURLY = Decimal(20)  # billed by the second, diarization included
_STEP = Decimal("0.0001")


def price(seconds: float) -> Decimal:
    """Cents, and fractions of them."""
    return (HOURLY * Decimal(str(seconds)) / 3600).quantize(_STEP, ROUND_HALF_UP)
