"""Gathers what was said in a finished transcription, wherever Aitronos has it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.domain.errors import Transient
from bot.http.api import Api, Reply
from bot.http.lenient import sound
from bot.providers.aitronos import faults
from bot.providers.aitronos.pages import SentencePage
from bot.providers.aitronos.traits import POLICIES
from bot.providers.aitronos.wire import Data, Utterance

_LIMIT = 1000  # "Get sentences": the most at once
_PAGES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one answer says was said. `redacted`: it says that this is redacted, as we asked."""

    spoken: Sequence[Utterance] = ()
    words: str = ""
    seconds: float | None = None
    redacted: bool = False
    whole: bool = False  # it is the transcription itself, with everything made of the words

    @property
    def blank(self) -> bool:
        """Whether nothing was said."""
        return not (self.spoken or self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is looked for: words that are redacted, and the best there are or any at all."""

    redacted: bool
    best: bool


async def gather(api: Api, path: str, reply: Reply, data: Data, wanted: Wanted) -> Telling | None:
    """The best that there is; blank when it says that nothing was said, None when it says nothing.

    The page "Get transcription" promises the words, and names no field for them. Those about
    sentences and subtitles do, but without speakers; only there it is said what was redacted.
    Raises Transient, NeedsOperator, Rejected(LOST).
    """
    redact = wanted.redacted
    told = [_of_itself(reply, data)]
    if not told[0].spoken or (redact and not told[0].redacted):
        try:
            told += await _sentences(api, path)
        except Transient:
            if wanted.best or redact or told[0].blank:
                raise
    if all(t.blank or (redact and not t.redacted) for t in told):
        told += await _plain(api, path)
    said = [t for t in told if not t.blank]
    if not said:
        return told[1] if len(told) > 1 else None
    return max(said, key=lambda t: (t.redacted or not redact, bool(t.spoken)))


def _of_itself(reply: Reply, data: Data) -> Telling:
    return Telling(
        spoken=data.spoken,
        words=data.words,
        seconds=data.seconds,
        redacted=_redacted(reply.headers),
        whole=True,
    )


async def _sentences(api: Api, path: str) -> list[Telling]:
    """All of them, page by page; none when there is no such part."""
    rows: list[Utterance | None] = []
    redacted, seconds = True, None
    for _ in range(_PAGES):
        params = {"limit": _LIMIT, "offset": len(rows)}
        try:
            reply = await api.call("GET", f"{path}/sentences", params=params, faults=faults.PART)
        except faults.Absent:
            return []
        page = reply.parse(SentencePage, Transient)
        rows += page.data.sentences
        redacted = redacted and _redacted(reply.headers)
        seconds = page.data.audio_duration_seconds or seconds
        if _is_last(page, len(rows)):
            break
    spoken = [row for row in rows if row is not None and row.text and row.text.strip()]
    return [Telling(spoken=spoken, seconds=seconds, redacted=redacted)]


def _is_last(page: SentencePage, got: int) -> bool:
    total = page.metadata.total_count if page.metadata else None
    count = len(page.data.sentences)
    return not count or (count < _LIMIT if total is None else got >= total)


async def _plain(api: Api, path: str) -> list[Telling]:
    """The words alone; none when there is no such part."""
    try:
        reply = await api.call("GET", f"{path}/subtitles/txt", faults=faults.PART)
    except faults.Absent:
        return []
    if _is_page(reply):
        raise Transient(f"{reply.service}: not the text it promises")
    words = str(sound(reply.body.decode("utf-8", "replace"))).strip()
    return [Telling(words=words, redacted=_redacted(reply.headers))]


def _is_page(reply: Reply) -> bool:
    """An error in JSON ("Get subtitles"), or the page of something before the service."""
    kind = reply.headers.get("Content-Type", "").lower()
    error: Any = reply.json
    return "html" in kind or isinstance(error, dict) or reply.body.lstrip()[:1] == b"<"


def _redacted(headers: Mapping[str, str]) -> bool:
    """Whether an answer says that everything that we ask to be redacted is ("Get sentences")."""
    applied = headers.get("X-PII-Redacted", "").strip().lower() in ("true", "1", "yes")
    policies = re.findall(r"\w+", headers.get("X-PII-Policies", "").lower())
    return applied and set(policies).issuperset(POLICIES)
