"""Whose task it is, where the words say so."""

import re
from collections import Counter
from collections.abc import Iterable

_PROMISE = re.compile(
    r"\b(?:I['\u2019]ll|I will|I shall|I['\u2019]m (?:going to|gonna)|let me)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"\d|^speaker\b", re.IGNORECASE)  # "Speaker 1" is nobody's name


class Owners:
    """The people who can be meant: those who speak, and those around the recording."""

    def __init__(self, speakers: Iterable[str], people: Iterable[str]) -> None:
        self._called = _called([*speakers, *people])
        names = "|".join(map(re.escape, sorted(self._called, key=lambda name: (-len(name), name))))
        self._address = (
            re.compile(
                rf"(?:^|[.!?]\s+)(?:(?:and|so|okay|ok|then|well|hey),?\s+)?({names})(?=,)"
                rf"|,\s*({names})\s*(?=[,.?!]|$)"
                rf"|(?:^|[.!?,;]\s+|\b(?:and|so|then|that|think)\s+)({names})\s+(?:will|is going to|is gonna|should"
                r"|can you|could you|would you|will you|needs to|has to|must|you)\b",
                re.IGNORECASE,
            )
            if names
            else None
        )

    @property
    def words(self) -> frozenset[str]:
        """Every word of a name, in small letters."""
        return frozenset(word for name in self._called for word in name.casefold().split())

    def of(self, text: str, speaker: str | None) -> str | None:
        """The speaker for "I'll …", else the only one who is spoken to or of by name."""
        return speaker if _PROMISE.search(text) else self.addressed(text)

    def addressed(self, text: str) -> str | None:
        """The only person who is spoken to by name, or said to be about to do something."""
        if self._address is None:
            return None
        found = (next(filter(None, match.groups())) for match in self._address.finditer(text))
        meant = {self._called[name.casefold()] for name in found}
        return meant.pop() if len(meant) == 1 else None


def _called(people: Iterable[str]) -> dict[str, str]:
    """Whom each name means: whole ones, and first names that only one person has."""
    names = [name for name in dict.fromkeys(people) if name.strip() and not _NUMBERED.search(name)]
    first = Counter({name.casefold(): name.split()[0].casefold() for name in names}.values())
    called = {name.casefold(): name for name in names}
    for name in names:
        given = name.split()[0].casefold()
        if first[given] == 1 and len(given) > 1:
            called.setdefault(given, name)
    return called
