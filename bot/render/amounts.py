"""How numbers read: times, lengths, money, languages."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from bot.render.languages import LANGUAGES

SHORT = 10  # minutes under which seconds matter
GIGABYTE = 1_000  # megabytes
LEAST = Decimal("0.001")  # dollars under which the sum does not matter
UNKNOWN_LENGTH = "length unknown"


def clock(seconds: float) -> str:
    """A position in a recording: `0:12:40`."""
    whole = max(0, int(seconds))
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"


def moment_of(seconds: float) -> str:
    """The same, as short as people write it: `12:40`, `1:05:00`."""
    return clock(seconds).removeprefix("0:").removeprefix("0")


def length(seconds: float) -> str:
    """A length: `45 s`, `3 min 40 s`, `47 min`, `1 h 5 min`."""
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    if minutes == 0:
        return f"{rest} s"
    if minutes < SHORT:
        return f"{minutes} min {rest} s" if rest else f"{minutes} min"
    hours, minutes = divmod(round(whole / 60), 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def dollars(amount: Decimal | str) -> str:
    """Money: `$0.49`, `$0.004` where cents do not show it, `under $0.001`; empty if no number."""
    try:
        value = Decimal(amount)
    except InvalidOperation:
        return ""
    if not value.is_finite():
        return ""
    if 0 < value < LEAST:
        return f"under ${LEAST}"
    step = Decimal("0.01") if value == 0 or value >= Decimal("0.01") else LEAST
    return f"${value.quantize(step, ROUND_HALF_UP)}"


def price(amount: Decimal | str, unit: str) -> str:
    """What a service charges: dollars, or so many of its own units; empty when it is no number."""
    if unit == "USD":
        return dollars(amount)
    try:
        value = Decimal(amount).normalize()
    except InvalidOperation:
        return ""
    return f"{value:,f} {unit}" if value.is_finite() else ""


def count(number: int, one: str, many: str | None = None) -> str:
    """`1 speaker`, `3 speakers`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def language(code: str) -> str:
    """A language by its name where we know it."""
    return LANGUAGES.get(code.lower().partition("-")[0], code)


def listed(words: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def size(octets: int) -> str:
    """A file's size: `38 MB`, `1 GB`."""
    megabytes = octets / 1_000_000
    return (
        f"{megabytes / GIGABYTE:.3g} GB"
        if megabytes >= GIGABYTE
        else f"{max(1, round(megabytes))} MB"
    )
