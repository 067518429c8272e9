"""What Tuplets charges ("Pricing" of its documentation), by the settings."""

from decimal import Decimal

from bot.domain.price import NOTES, REDACTION, SPEAKERS, Asked, Price
from bot.providers.tuplets.settings import TupletsSettings

_AN_HOUR = {"standard": Decimal("0.14"), "premium": Decimal("0.25")}
_LEAST = {"standard": Decimal("0.01"), "premium": Decimal("0.035")}
_SPEAKERS, _REDACTION = Decimal("0.08"), Decimal("0.06")
_PROFILES = {  # an hour, and at least
    "full": (Decimal("0.60"), Decimal("0.125")),
    "basic": (Decimal("0.24"), Decimal("0.08")),
    "none": (Decimal(0), Decimal(0)),
}
_CUSTOM = (Decimal("0.45"), Decimal("0.15"))


def price_of(settings: TupletsSettings, notes_from: float) -> Price:
    """The price with these settings."""
    custom = settings.tuplets_domain or settings.tuplets_schema
    notes = [_PROFILES[settings.tuplets_profile], *([_CUSTOM] if custom else [])]
    more = {
        SPEAKERS: _SPEAKERS,
        REDACTION: _REDACTION,
        NOTES: sum((an_hour for an_hour, _ in notes), Decimal(0)),
    }
    return Price(
        an_hour=_AN_HOUR[settings.tuplets_model],
        more=more,
        least=_leasts(settings.tuplets_model) | {Asked({NOTES}): max(least for _, least in notes)},
        notes_from=notes_from,
    )


def _leasts(model: str) -> dict[Asked, Decimal]:
    """The least for what is asked together ("Bundle")."""
    redacted = Decimal("0.08") if model == "premium" else Decimal("0.035")
    return {
        Asked(): _LEAST[model],
        Asked({SPEAKERS}): Decimal("0.035"),
        Asked({REDACTION}): redacted,
        Asked({SPEAKERS, REDACTION}): Decimal("0.065"),
    }
