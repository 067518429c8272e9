"""Which day is meant by what somebody said, where the words leave no doubt.

English, and the plainest of German. A day is only told where everybody would mark the same one in
a calendar: "next Friday" is none on a Monday, "before Friday" and "Friday or so" never are.
"""

import calendar
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta

_LONGEST = 300  # characters that are looked at
_FAR = 300  # days within which a date without a year is taken to lie

WEEKDAYS: Mapping[str, int] = {
    name: number
    for names in (
        ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
        ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag"),
        ("mon", "tues", "wed", "thurs", "fri"),  # "sat" and "sun" are words
        ("mon", "tue", "wed", "thu", "fri"),
    )
    for number, name in enumerate(names)
}
_JANUARY_TO_JUNE = (
    ("january", "february", "march", "april", "may", "june"),
    ("januar", "februar", "märz", "april", "mai", "juni"),
    ("jan", "feb", "mar", "apr", "may", "jun"),
)
_JULY_TO_DECEMBER = (
    ("july", "august", "september", "october", "november", "december"),
    ("juli", "august", "september", "oktober", "november", "dezember"),
    ("jul", "aug", "sept", "oct", "nov", "dec"),
    ("jul", "aug", "sep", "okt", "nov", "dez"),
)
MONTHS: Mapping[str, int] = {
    name: number
    for first, halves in ((1, _JANUARY_TO_JUNE), (7, _JULY_TO_DECEMBER))
    for names in halves
    for number, name in enumerate(names, start=first)
}
NUMBERS: Mapping[str, int] = {
    name: number
    for first, names in (
        (1, ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")),
        (11, ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen")),
        (18, ("eighteen", "nineteen", "twenty")),
        (1, ("eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn")),
        *((1, (name,)) for name in ("a", "an", "ein", "eine", "einer", "einem", "einen")),
    )
    for number, name in enumerate(names, start=first)
}

Reading = Callable[[re.Match[str], date], date | None]


def due_date(said: str, day: date) -> date | None:
    """The one day that is meant by words that were said on `day`; None where there is doubt."""
    text = " ".join(said[:_LONGEST].casefold().split())
    if _DOUBT.search(text):
        return None
    found: set[date | None] = set()
    for pattern, reading in _READINGS:

        def take(match: re.Match[str], reading: Reading = reading) -> str:
            found.add(_read(match, reading, day))
            return " "

        text = pattern.sub(take, text)
    return found.pop() if len(found) == 1 else None


def _read(match: re.Match[str], reading: Reading, day: date) -> date | None:
    if _BEYOND.search(match.string[: match.start()]):
        return None
    try:
        return reading(match, day)
    except (ValueError, OverflowError):  # no such day
        return None


_DOUBT = re.compile(
    r"\?|n['\u2019]t\b|\b(?:not|never|around|about|roughly|approximately|maybe|perhaps|possibly"
    r"|probably|hopefully|or|earliest|every|each|last|past|previous|ago|between|if|unless"
    r"|nicht|etwa|ungefähr|circa|vielleicht|oder|frühestens|jede[nmrs]?|letzte[nmrs]?)\b"
)
# what makes a day only the edge of what is meant
_BEYOND = re.compile(r"\b(?:before|after|since|past|from|vor|nach|ab|seit)(?: the| dem)? *$")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_DAY = rf"(?P<weekday>{_any(WEEKDAYS)})\b\.?"
_MONTH = rf"(?P<month>{_any(MONTHS)})\b\.?"
_NTH = r"(?P<nth>\d{1,2})(?:st|nd|rd|th|\.)?(?![\d:])"
_YEAR = r"(?:,? (?P<year>\d{4})\b)?"
_ON = rf"(?:{_DAY},? (?:the |den |dem )?)?"
_COUNT = rf"(?P<count>\d{{1,2}}|{_any(NUMBERS)})"
_UNIT = r"(?P<unit>day|week|month|tag|woche|monat)(?:s|e|en|n)?\b"


def _iso(match: re.Match[str], _: date) -> date:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def _dotted(match: re.Match[str], day: date) -> date | None:
    return _dated(int(match["nth"]), int(match["m"]), match["year"], day)


def _of_month(match: re.Match[str], day: date) -> date | None:
    found = _dated(int(match["nth"]), MONTHS[match["month"]], match["year"], day)
    return _agreed(match, found)


def _dated(nth: int, month: int, year: str | None, day: date) -> date | None:
    if year:
        return date(int(year), month, nth)
    years = (one for one in (day.year, day.year + 1) if nth <= calendar.monthrange(one, month)[1])
    coming = (date(one, month, nth) for one in years)
    return next((one for one in coming if 0 <= (one - day).days <= _FAR), None)


def _of_this_month(match: re.Match[str], day: date) -> date | None:
    """The tenth of this month or of the next, whichever comes first."""
    nth = int(match["nth"])
    if nth == day.day:
        return None
    month = day if nth > day.day else _months_on(day.replace(day=1), 1)
    return _agreed(match, month.replace(day=nth))


def _agreed(match: re.Match[str], found: date | None) -> date | None:
    """A weekday that is said beside a date has to be its own."""
    said = match["weekday"]
    return found if found and (not said or WEEKDAYS[said] == found.weekday()) else None


def _end_of_month(match: re.Match[str], day: date) -> date | None:
    first = _dated(1, MONTHS[match["month"]], match["year"], day.replace(day=1))
    return _last_of(first) if first else None


def _end_of(match: re.Match[str], day: date) -> date | None:
    on = 1 if match["which"] == "next " else 0
    match match["span"]:
        case "day" | "tages":
            return day + timedelta(days=on)
        case "week" | "woche":  # a working week
            friday = _in_week(day, WEEKDAYS["friday"], on)
            return friday if friday >= day else None
        case "month" | "monats":
            return _last_of(_months_on(day.replace(day=1), on))
        case _:
            return date(day.year + on, 12, 31)


def _counted(match: re.Match[str], day: date) -> date:
    said = match["count"]
    count = int(said) if said.isdigit() else NUMBERS[said]
    if match["unit"] in ("month", "monat"):
        return _months_on(day, count)
    return day + timedelta(days=count * (7 if match["unit"] in ("week", "woche") else 1))


def _on(days: int) -> Reading:
    return lambda _, day: day + timedelta(days=days)


def _of_next_week(match: re.Match[str], day: date) -> date:
    return _in_week(day, WEEKDAYS[match["weekday"]], 1)


def _next_weekday(match: re.Match[str], day: date) -> date | None:
    """While that day of this week is still to come, some mean this one."""
    number = WEEKDAYS[match["weekday"]]
    return None if number > day.weekday() else _in_week(day, number, 1)


def _this_weekday(match: re.Match[str], day: date) -> date | None:
    found = _in_week(day, WEEKDAYS[match["weekday"]], 0)
    return found if found > day else None


def _weekday(match: re.Match[str], day: date) -> date | None:
    """The next one; on that very day nobody knows."""
    days = (WEEKDAYS[match["weekday"]] - day.weekday()) % 7
    return day + timedelta(days=days) if days else None


def _doubtful(_: re.Match[str], __: date) -> None:
    return None


def _in_week(day: date, weekday: int, weeks: int) -> date:
    return day + timedelta(days=weekday - day.weekday() + 7 * weeks)


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    return day.replace(year=day.year + years, month=month + 1)


def _last_of(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _compiled(*readings: tuple[str, Reading]) -> Iterator[tuple[re.Pattern[str], Reading]]:
    for pattern, reading in readings:
        yield re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)"), reading


# the most telling first: what was read is not read again
_READINGS = tuple(
    _compiled(
        (r"(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)", _iso),
        (r"(?P<nth>\d{1,2})\.(?P<m>\d{1,2})\.(?P<year>\d{4})?", _dotted),
        (r"\d{1,4}/\d{1,2}(?:/\d{2,4})?", _doubtful),  # a day first, or a month
        (rf"(?:(?:the )?end of|ende) {_MONTH}{_YEAR}", _end_of_month),
        (r"(?:the )?end of (?P<which>the |this |next )?(?P<span>day|week|month|year)", _end_of),
        (r"ende (?P<which>des |der |dieses |dieser )(?P<span>tages|woche|monats|jahres)", _end_of),
        (rf"{_ON}(?:the )?{_NTH} (?:of )?{_MONTH}{_YEAR}", _of_month),
        (r"(?<!by )(?<!on )may \d{1,2}(?!st|nd|rd|th|\d)", _doubtful),  # "we may ..."
        (rf"{_ON}{_MONTH} (?:the )?{_NTH}{_YEAR}", _of_month),
        (rf"{_ON}the {_NTH}", _of_this_month),
        (rf"{_COUNT} {_UNIT} (?:from|after|before) (?!now|today)\w+", _doubtful),
        (rf"(?:in|within) {_COUNT} {_UNIT}(?: from (?:now|today))?", _counted),
        (rf"{_COUNT} {_UNIT} from (?:now|today)", _counted),
        (r"(?:the )?day after tomorrow|übermorgen", _on(2)),
        (r"tomorrow|(?<!guten )(?<!am )morgen", _on(1)),
        (r"today|tonight|this (?:morning|afternoon|evening)|heute|eod|cob", _on(0)),
        (rf"{_DAY} (?:of )?next week", _of_next_week),
        (rf"next week,? (?:on )?{_DAY}", _of_next_week),
        (rf"(?:next|nächste[nr]?) {_DAY}", _next_weekday),
        (rf"(?:this|diese[nr]?) {_DAY}", _this_weekday),
        (rf"(?:(?:this )?coming |kommende[nr]? )?{_DAY}", _weekday),
        (
            r"(?:this|next|nächste[nrs]?|diese[nrs]?) (?:week|month|quarter|year|woche|monat|jahr)",
            _doubtful,
        ),
    )
)
