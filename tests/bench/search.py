"""Search in two million words: a query, eight hours more, and one recording forgotten."""

import itertools
import random
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.job import Job, Place, State
from bot.domain.memory import NewJob
from bot.domain.notes import Result
from bot.domain.recording import SlackFile, Wish
from bot.domain.search import sought
from bot.domain.transcript import Segment, Transcript
from bot.store.spoken import hear
from bot.store.sqlite import open_store
from bot.store.store import SqlStore
from tests.bench.score import Measure

WORDS = 2_000_000
HOUR, EIGHT_HOURS = 560, 4500  # utterances of 16 words
CHANNELS = [f"C{number}" for number in range(50)]
SEARCHES = {
    "one word": "w300",
    "a rare word": "w30000",
    "a word that may go on": "w399",
    "two words": "w90 w300",
    "a common word": "w1",
    "words that stand together": '"w1 w2"',
    "two letters of Chinese": "预算",
}


class Now:
    """The clock of a store that is asked one thing after the other."""

    def now(self) -> float:
        return time.time()


class Speech:
    """Words as often as people say them: the nth most frequent one an nth as often as the first."""

    def __init__(self) -> None:
        self._dice = random.Random(1)
        self._words = [f"w{number}" for number in range(1, 40_000)]
        self._weights = list(itertools.accumulate(1 / n for n in range(1, 40_000)))

    def lines(self, count: int) -> Result:
        """So many utterances."""
        words = iter(self._dice.choices(self._words, cum_weights=self._weights, k=16 * count))
        texts = [" ".join(itertools.islice(words, 16)) for _ in range(count)]
        texts[count // 2] += " 我们讨论预算问题"
        segments = (
            Segment(text=text, start=6.0 * n, speaker=f"Speaker {n % 3 + 1}")
            for n, text in enumerate(texts)
        )
        return Result(transcript=Transcript(segments=tuple(segments)))


async def measure(rounds: int) -> list[Measure]:
    """On a store as the bot opens it."""
    with TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "search.db", Now(), lambda *_: None) as store:
            speech = Speech()
            for number in range(WORDS // 16 // HOUR):
                await _kept(store, number, speech.lines(HOUR))
            measures = [await _query(store, *search, rounds) for search in SEARCHES.items()]
            return [*measures, *await _changes(store, speech, rounds)]


async def _query(store: SqlStore, name: str, words: str, rounds: int) -> Measure:
    wanted = sought(words)

    async def ask() -> None:
        await store.search("T1", CHANNELS, wanted, 200)

    assert await store.search("T1", CHANNELS, wanted, 200), words
    times = [min([await _timed(ask) for _ in range(5)]) for _ in range(rounds)]
    return Measure(name=f"a query: {name}", values=times, unit="ms", goal=10)


async def _changes(store: SqlStore, speech: Speech, rounds: int) -> list[Measure]:
    """How long the writer is kept from others, and how long it all takes."""
    heard, forgot, took = [], [], []
    for number in range(rounds):
        result = speech.lines(EIGHT_HOURS)
        job = await _kept(store, 10_000 + number, speech.lines(1))
        heard.append(
            await _timed(lambda j=job, r=result: store._writer.run(lambda tx: _hear(tx, j, r)))
        )
        visits = _watched(store)
        took.append(await _timed(lambda j=job: store.forget(j.id)))
        forgot.append(max(visits))
        del store._writer._connection.visit
    return [
        Measure(name="eight hours of speech indexed", values=heard, unit="ms", goal=150),
        Measure(name="one is forgotten: the longest wait", values=forgot, unit="ms", goal=150),
        Measure(name="one is forgotten, down to its bytes", values=took, unit="ms", digits=0),
    ]


async def _hear(tx, job: Job, result: Result) -> None:
    await hear(tx, job.id, result.transcript)


def _watched(store: SqlStore) -> list[float]:
    """How long each visit to the writing connection takes from now on, in ms."""
    visits: list[float] = []
    connection = store._writer._connection
    visit = type(connection).visit

    async def timed(function):
        began = time.perf_counter()
        answer = await visit(connection, function)
        visits.append((time.perf_counter() - began) * 1000)
        return answer

    connection.visit = timed
    return visits


async def _kept(store: SqlStore, number: int, result: Result) -> Job:
    job = await store.add(
        NewJob(
            dedupe_key=f"d{number}",
            place=Place(team="T1", channel=CHANNELS[number % len(CHANNELS)], thread="1.1"),
            message_ts="1.1",
            user="U1",
            requester="U1",
            source=SlackFile(id="F1"),
            wish=Wish(),
            reuse_key=f"r{number}",
        )
    )
    assert job is not None
    assert await store.save(job, replace(job.to(State.POSTING)), result=result)
    return job


async def _timed(act: Callable[[], Awaitable[object]]) -> float:
    """How long it takes, in ms."""
    began = time.perf_counter()
    await act()
    return (time.perf_counter() - began) * 1000
