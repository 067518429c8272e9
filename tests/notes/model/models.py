"""A model in the sandbox, and the bot's client of it; everything over loopback."""

from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.domain.notetaking import Answerer, Brief, Notetaker
from bot.domain.transcript import Segment, Transcript, Voices
from bot.notes import build_answerer, build_model, build_notetakers
from bot.notes.settings import NotesSettings
from bot.sandbox import Sandbox
from bot.sandbox.recordings import samples, truth
from bot.store.sqlite import open_store
from tests.http.servers import StillClock, calling_out

ASK = "POST /v1/chat/completions"
NOTES = {
    **{key: [] for key in ("decisions", "actions", "risks", "questions", "topics", "chapters")},
    "points": [{"text": "Sync is stable.", "lines": [1]}],
}


@dataclass(frozen=True, kw_only=True)
class Desk:
    """Who writes and answers, and what they work with."""

    sandbox: Sandbox
    settings: NotesSettings
    http: Any
    store: Any
    clock: StillClock

    @property
    def chat(self):
        return self.sandbox.chat

    @property
    def notetaker(self) -> Notetaker:
        """A new one, as after a restart."""
        [one] = build_notetakers(self.settings, self.http, self.clock, self.store)
        return one

    @property
    def answerer(self) -> Answerer:
        one = build_answerer(self.settings, self.http, self.store)
        assert one is not None
        return one

    @property
    def model(self):
        return build_model(self.settings, self.http, self.store)

    @property
    def calls(self):
        """Every call that reached the endpoint."""
        return [call for call in self.sandbox.calls.of("llm") if call.method.startswith("POST")]

    def changed(self, **settings) -> "Desk":
        known = self.settings.model_dump() | settings
        return Desk(**{**vars(self), "settings": NotesSettings(**known)})


@asynccontextmanager
async def desk(folder: Path, api: str = "openai", **settings):
    clock = StillClock()
    async with (
        Sandbox() as sandbox,
        calling_out(clock=clock) as http,
        open_store(folder / "t.db", clock, lambda *_: None) as store,
    ):
        known = {name.lower(): value for name, value in sandbox.chat.settings(api).items()}
        yield Desk(
            sandbox=sandbox,
            settings=NotesSettings(**known | settings),
            http=http,
            store=store,
            clock=clock,
        )


def sample(name: str = "launch-review.mp3") -> Transcript:
    """One of the recordings that everybody knows."""
    [known] = [truth(one) for one in samples() if one.name == name]
    voices = Voices(one["speaker"] for one in known["segments"])
    return Transcript(
        segments=tuple(
            Segment(
                text=one["text"],
                start=one["start"],
                end=one["end"],
                speaker=voices.of(one["speaker"]),
            )
            for one in known["segments"]
        ),
        language=known["language"],
    )


def brief(transcript: Transcript | None = None, **more) -> Brief:
    more = {"job": "j1", "title": "Launch review", "day": "2026-11-04"} | more
    return Brief(transcript=transcript or sample(), **more)


def spoken(*texts: str, speaker: str | None = "Speaker 1") -> Transcript:
    """One line after the other, ten seconds each."""
    return Transcript(
        segments=tuple(
            Segment(text=text, start=10.0 * n, end=10.0 * n + 9, speaker=speaker)
            for n, text in enumerate(texts)
        )
    )
