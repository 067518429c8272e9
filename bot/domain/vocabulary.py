"""A channel's names and jargon: how words are written, and what they are mistaken for."""

import hashlib
import re
from dataclasses import dataclass

MOST = 200  # entries
_WORD_MOST = 60  # letters
_EQUALS = re.compile(r"\s*(?:=|->|\u2192|=>)\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fix:
    """A word, or several, that services hear wrong."""

    heard: str
    right: str

    @property
    def key(self) -> str:
        """What a button may know it by: nobody's words."""
        return hashlib.sha256(self.heard.encode("utf-8", "replace")).hexdigest()[:12]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """`names` are hints for services and models that take them; `fixes` are applied to what comes back."""

    names: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()

    @property
    def hints(self) -> tuple[str, ...]:
        """Every word as it is to be written."""
        return tuple(dict.fromkeys((*self.names, *(fix.right for fix in self.fixes))))

    @property
    def text(self) -> str:
        """An entry a line, as people write it."""
        return "\n".join((*self.names, *(f"{fix.heard} = {fix.right}" for fix in self.fixes)))

    def fixing(self, fix: Fix) -> "Vocabulary":
        """With one more fix, in place of an older one of the same word."""
        others = tuple(one for one in self.fixes if one.heard != fix.heard)
        return Vocabulary(names=self.names, fixes=(*others, fix))


def fix_of(text: str) -> Fix | None:
    """What `heard = right` means; None when it is not of this form, or would change nothing."""
    parts = [_tidy(part) for part in _EQUALS.split(text, maxsplit=1)]
    if len(parts) < 2 or not all(parts) or parts[0] == parts[1]:  # noqa: PLR2004 two sides
        return None
    return Fix(heard=parts[0], right=parts[1])


def vocabulary_of(text: str) -> Vocabulary:
    """What people wrote, a line an entry: a name, or `heard = right`."""
    names: list[str] = []
    fixes: dict[str, Fix] = {}
    for line in text.splitlines()[:MOST]:
        if fix := fix_of(line):
            fixes[fix.heard] = fix
        elif name := _tidy(_EQUALS.split(line, maxsplit=1)[0]):
            names.append(name)
    return Vocabulary(names=tuple(dict.fromkeys(names)), fixes=tuple(fixes.values()))


def _tidy(text: str) -> str:
    return " ".join(text.split())[:_WORD_MOST].strip(" \"'\u201c\u201d\u201e\u2018\u2019")
