"""Until when, in the very words that were said (English)."""

import re

_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
)
_PART = r"(?:\s+(?:morning|noon|afternoon|evening|night))?"
_NTH = r"\d{1,2}(?:st|nd|rd|th)?"
_CLOCK = (
    r"(?:noon|midnight|lunch|\d{1,2}(?::\d\d)?\s*(?:[ap]\.?m\b\.?|o['\u2019]clock)|\d{1,2}:\d\d)"
)
_WHEN = "|".join(
    (
        rf"(?:today|tomorrow){_PART}",
        "tonight|the day after tomorrow",
        rf"(?:next |this )?{_DAY}{_PART}(?:,? (?:the )?(?:{_NTH}(?: of {_MONTH})?|{_MONTH} {_NTH}))?",
        rf"(?:the )?{_NTH} (?:of )?{_MONTH}|{_MONTH} (?:the )?{_NTH}",
        "the \\d{1,2}(?:st|nd|rd|th)",
        "(?:early |later? )?(?:next|this) (?:week|month|quarter|year|morning|afternoon|evening)",
        "(?:the )?(?:end|close) of (?:the |this |next )?(?:day|week|month|quarter|year|business)",
        "(?:the )?(?:next|following) (?:meeting|call|sync|sprint|release)",
        f"{_CLOCK}(?:,? (?:today|tomorrow|(?:on )?(?:next )?{_DAY}))?",
        "(?:the )?weekend",
    )
)
_COUNT = r"(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|\d{1,3}|a (?:few|couple of))"
_DUE = re.compile(
    rf"\b(?:by|before|until|till|on|no later than|not later than|at|for|over)\s+(?:{_WHEN})\b"
    rf"|\b(?:in|within)\s+(?:the next\s+)?{_COUNT}\s+(?:minute|hour|day|week|month)s?\b"
    rf"|\b(?:first thing (?:on |in the )?(?:tomorrow|morning|{_DAY})|as soon as possible|asap|eod)\b"
    rf"|\b(?:today|tomorrow){_PART}|\btonight\b|\bthe day after tomorrow\b"
    rf"|\b(?:later |early )?(?:next|this) (?:week|month|afternoon|evening|{_DAY})\b",
    re.IGNORECASE,
)


def due_of(text: str) -> str | None:
    """The words that say until when, or None: "by Friday", "tomorrow", "by noon tomorrow"."""
    found = _DUE.search(text)
    return " ".join(found.group().split()) if found else None
