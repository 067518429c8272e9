"""What a service charges, as its page publishes it: known before anything is paid."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from bot.domain.recording import Wish

HOUR = 3600

SPEAKERS, REDACTION, NOTES = "speakers", "redaction", "notes"
Asked = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """US dollars for one recording; `least`: it is too short to cost what an hour of it would tell."""

    amount: Decimal
    an_hour: Decimal
    least: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """US dollars an hour, `more` for what is asked beside; of what is asked together the `least`.

    Notes are asked of recordings that last for at least `notes_from` seconds.
    """

    an_hour: Decimal
    more: Mapping[str, Decimal] = field(default_factory=dict)
    least: Mapping[Asked, Decimal] = field(default_factory=dict)
    notes_from: float = 0.0

    def of(self, wish: Wish, seconds: float) -> Estimate:
        """What a recording of this length costs, with what is wished of it."""
        asked = self._asked(wish, seconds)
        an_hour = self.an_hour + sum((self.more[one] for one in asked), Decimal(0))
        leasts = [least for together, least in self.least.items() if together <= asked]
        amount = an_hour * Decimal(seconds) / HOUR
        least = max(leasts, default=Decimal(0))
        return Estimate(amount=max(amount, least), an_hour=an_hour, least=amount < least)

    def _asked(self, wish: Wish, seconds: float) -> Asked:
        wanted = {
            SPEAKERS: wish.speakers,
            REDACTION: wish.redact,
            NOTES: seconds >= self.notes_from,
        }
        return frozenset(name for name in self.more if wanted[name])
