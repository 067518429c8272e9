"""How long another machine asks us to wait."""

import math
from collections.abc import Mapping
from datetime import UTC
from email.utils import parsedate_to_datetime

UNREADABLE = 30.0  # seconds, for a header that is there and makes no sense
ENDLESS = 30 * 86400.0  # seconds; dates beyond our calendar would follow from "never come back"


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds from `now` by Retry-After, in (decimal) seconds or a date; None without one."""
    words = headers.get("Retry-After")
    if words is None:
        return None
    seconds = _seconds(words.strip(), now)
    return UNREADABLE if math.isnan(seconds) else min(max(seconds, 0.0), ENDLESS)


def _seconds(words: str, now: float) -> float:
    try:
        return float(words)
    except ValueError:
        pass
    try:
        date = parsedate_to_datetime(words)
    except (ValueError, OverflowError):
        return math.nan
    return (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now
