"""What was shared: a file in Slack, a link, or a file on this machine; and what is wished of it."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal
from urllib.parse import unquote, urlsplit

from bot.domain.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackFile:
    """A file in Slack, as its message told us; `files.info` knows the rest.

    `seconds` is Slack's `duration_ms`, `size` is in bytes; both are hints until the bytes are here.
    """

    id: str
    name: str = ""
    size: int | None = None
    seconds: float | None = None
    sure: bool = True  # whether its message already told that it is audio or video
    kind: Literal["slack"] = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link to a recording. May be signed: never logged."""

    url: str
    kind: Literal["link"] = "link"

    @property
    def name(self) -> str:
        """The last part of its path, or its host."""
        parts = urlsplit(self.url)
        return PurePosixPath(unquote(parts.path)).name or parts.hostname or "link"


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalFile:
    """A file on this machine (`threadscribe transcribe`)."""

    path: str
    kind: Literal["local"] = "local"

    @property
    def name(self) -> str:
        """The file's name."""
        return PurePosixPath(self.path).name


Source = SlackFile | Link | LocalFile


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What people ask of a transcription. The defaults are what nobody has to ask for."""

    language: str | None = None  # ISO 639-1, None = let the service detect it
    speakers: bool = True
    voices: int | None = None  # how many speakers there are, where somebody said so
    redact: bool = False
    title: str | None = None
    provider: str | None = None
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    failover: bool = False  # whether another service may be asked when that one cannot
