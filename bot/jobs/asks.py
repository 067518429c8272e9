"""The few words people say to us, read: `status all`, `cancel #3`, a link with options."""

import re
import shlex
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from bot.domain.recording import Wish
from bot.domain.rules import DETECTED

VERBS = frozenset({"status", "cancel", "retry", "help", "search", "settings", "fix"})
CHOICES = frozenset({"publish", "discard", "again", "leave", "here"})  # what buttons do, typed
LATER = frozenset({"todo", "usage", "forget"})
MOST_VOICES = 50

_LINK = re.compile(r"<(https?://[^>|\s]+)(?:\|[^>]*)?>|(https?://[^\s<>]+)")
_SEARCH = re.compile(r"\s*search(?:\s(.*))?$", re.IGNORECASE | re.DOTALL)
_LANGUAGE = re.compile(r"[a-z]{2,3}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What was asked. At most one of the faults is set; then nothing is to be started."""

    verb: str = ""
    number: int | None = None
    everything: bool = False
    link: str | None = None
    wish: Wish = field(default_factory=Wish)
    unknown_option: str | None = None
    bad_value: tuple[str, str] | None = None  # (option, what was given)
    later: str | None = None  # a word that this version does not know yet
    words: str = ""

    @property
    def faulty(self) -> bool:
        """Whether there is something to say before anything may start."""
        return bool(self.unknown_option or self.bad_value or self.later)


def read(words: str, services: Collection[str] = ()) -> Ask:
    """Read what was said; never raises. Words that mean nothing to us are ignored.

    `services` are those that may be named. What follows `search` is looked for as it stands.
    """
    if (search := _SEARCH.match(words)) is not None:
        return Ask(verb="search", words=_unescaped(search[1] or "").strip())
    link, rest = _take_link(words)
    rest = _unescaped(rest)
    ask = Ask(link=link, words=rest.strip())
    tokens = _split(rest)
    plain: list[str] = []
    while tokens and not ask.faulty:
        token = tokens.pop(0)
        if token.startswith("--"):
            ask = _option(ask, token, tokens, services)
        else:
            plain.append(token)
    return ask if ask.faulty else _verb(ask, plain)


def is_language(code: str) -> bool:
    """Whether this could be a language code (ISO 639-1, or the three letters of 639-3)."""
    return bool(_LANGUAGE.match(code))


def _take_link(words: str) -> tuple[str | None, str]:
    found = _LINK.search(words)
    if found is None:
        return None, words
    link = _unescaped(found[1] or found[2])
    return (link if urlsplit(link).hostname else None), words.replace(found[0], " ", 1)


def _unescaped(text: str) -> str:
    """Slack escapes & < > in what people type (docs.slack.dev, formatting message text)."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _split(words: str) -> list[str]:
    # Phones turn "--" into a dash and quotes into curly ones.
    plain = re.sub(r"(?<!\S)[\u2013\u2014](?=\w)", "--", words)
    plain = plain.translate(str.maketrans("\u201c\u201d\u201e", '"""'))
    lexer = shlex.shlex(plain, posix=True, punctuation_chars="")
    lexer.whitespace_split, lexer.commenters, lexer.quotes, lexer.escape = True, "", '"', ""
    try:
        return list(lexer)
    except ValueError:
        return plain.replace('"', " ").split()


def _option(ask: Ask, token: str, tokens: list[str], services: Collection[str]) -> Ask:
    name, equals, value = token.partition("=")
    name = name.lower()
    if name == "--no-speakers":
        return replace(ask, wish=replace(ask.wish, speakers=False))
    if name == "--redact":
        return replace(ask, wish=replace(ask.wish, redact=True))
    if name not in {"--language", "--title", "--speakers", "--provider"}:
        return replace(ask, unknown_option=name)
    if not equals:
        value = tokens.pop(0) if tokens else ""
    wish = _wished(ask.wish, name, value.strip(), services)
    return replace(ask, wish=wish) if wish else replace(ask, bad_value=(name, value.strip()))


def _wished(wish: Wish, name: str, value: str, services: Collection[str]) -> Wish | None:
    """What is wished with this option too; None when its value makes no sense."""
    known = value.lower()
    match name:
        case "--language" if known == DETECTED or is_language(known):
            return replace(wish, language=known)
        case "--provider" if known in services:
            return replace(wish, provider=known)
        case "--speakers" if value.isdecimal() and 1 <= int(value) <= MOST_VOICES:
            return replace(wish, voices=int(value))
        case "--title" if value:
            return replace(wish, title=value[:150])
    return None


def _verb(ask: Ask, plain: list[str]) -> Ask:
    if not plain:
        return ask
    verb, *rest = (word.lower() for word in plain)
    if verb in LATER:
        return replace(ask, later=verb)
    number = next(
        (int(word.lstrip("#")) for word in rest if re.fullmatch(r"#?\d{1,9}", word)), None
    )
    if verb not in VERBS and (verb not in CHOICES or len(rest) > (number is not None)):
        return ask
    return replace(ask, verb=verb, number=number, everything="all" in rest)
