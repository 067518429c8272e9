"""The index of what was said: every script, nobody else's channels, and nothing that is forgotten."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.job import Job, Place, State
from bot.domain.notes import Result
from bot.domain.search import sought
from bot.domain.transcript import Segment, Transcript
from bot.store import spoken
from bot.store.sqlite import open_store
from tests.store.test_store import Noon, made

SECRET = "zq9xabracadabra"
LINES = {
    "en": "We cut the Budget by ten percent, O'Neil said.",
    "de": "Die Straße war für Ärger gut, der Vertrag liegt vor.",
    "fr": "Déjà vu à Zürich: le café coûte 4,50 €.",
    "zh": "我们需要讨论预算问题。",
    "ja": "会議は東京タワーで開かれます。",
    "ko": "다음 회의는 서울에서 합니다.",
    "th": "เราต้องคุยเรื่องงบประมาณ",
    "hi": "हमें बजट पर बात करनी है।",
    "ru": "Мы обсудили бюджет проекта.",
    "ar": "ناقشنا الميزانية اليوم",
    "odd": "c++ costs 100% more than C#; see a-b and x_y.",
}


@pytest.fixture
async def store(tmp_path: Path):
    async with open_store(tmp_path / "t.db", Noon(), lambda *_: None) as store:
        store.path = tmp_path / "t.db"
        yield store


def heard(*lines: str) -> Result:
    segments = (Segment(text=text, start=5.0 * n, speaker="Ada") for n, text in enumerate(lines))
    return Result(transcript=Transcript(segments=tuple(segments)))


async def told(store, number: int, *lines: str, channel: str = "C1", **changes) -> Job:
    """A recording whose result goes to its thread."""
    job = await made(store, number, place=Place(team="T1", channel=channel, thread=f"1.{number}"))
    posting = replace(job.to(State.POSTING), **changes)
    assert await store.save(job, posting, result=heard(*lines))
    return await store.job(job.id)


async def found(store, words: str, *channels: str, team: str = "T1") -> list[str]:
    hits = await store.search(team, channels or ("C1",), sought(words), 50)
    return [hit.line.text for hit in hits]


FINDS = {
    "en": ["budget", "BUDG", "percent ten", "o'neil", '"ten percent"', "“ten percent”"],
    "de": ["arger", "straße", "vertr"],
    "fr": ["deja", "CAFE coûte", "cafe\u0301", "4,50", "zurich"],
    "zh": ["预算", "预", "预算问题"],
    "ja": ["東京", "タワー"],
    "ko": ["회의"],
    "th": ["งบประมาณ"],
    "hi": ["बजट"],
    "ru": ["бюджет"],
    "ar": ["الميزانية"],
    "odd": ["c++", "100%", "a-b", "C#"],
}
FINDS_NOTHING = ['"percent ten"', "算预", "budget tokyo", "bud", "strasse"]
ODD = [
    *("a-b", "O'Neil", 'foo"bar', "(", "*", "AND", "text:x", "NEAR(", "c++ price?", "^", '"'),
    *("", " ", "-", "{text}", "a OR b", "NOT", "'; DROP TABLE jobs; --", "\x00", "\ud800"),
    *("<@U123>", "\u202e", "🎉", "😀 budget", "x" * 5000, '"' * 999, "a " * 999, ":words", "?1"),
]


async def test_what_is_said_in_any_script_is_found(store):
    await told(store, 1, *LINES.values())

    for language, searches in FINDS.items():
        for words in searches:
            assert await found(store, words) == [LINES[language]], words
    for words in FINDS_NOTHING:
        assert await found(store, words) == [], words


async def test_nothing_that_people_type_breaks_it(store):
    await told(store, 1, *LINES.values())

    for words in ODD:
        assert len(await found(store, words)) < len(LINES)


@given(st.text(max_size=60))
def test_what_is_asked_of_the_index_is_letters_and_digits_in_quotes(words: str):
    asked = spoken._expression(sought(words))
    bare = asked.replace(" AND ", " ").replace('" *', '"').replace('"', " ")

    assert all(part.isalnum() for part in bare.split())
    assert asked.count('"') % 2 == 0


async def test_only_these_channels_of_this_team_are_searched(store):
    await told(store, 1, "budget one", channel="C1")
    await told(store, 2, "budget two", channel="C2")

    assert await found(store, "budget", "C1") == ["budget one"]
    assert await found(store, "budget", "C1", "C2") == ["budget two", "budget one"]
    assert await found(store, "budget", "C3") == []
    assert await found(store, "budget", "C1", team="T2") == []
    assert list(await store.search("T1", (), sought("budget"), 50)) == []


async def test_only_what_is_in_its_thread_or_on_its_way_is_found(store):
    job = await made(store)
    asking = replace(job.to(State.ASKING))
    assert await store.save(job, asking, result=heard("budget"))
    assert await found(store, "budget") == []
    assert not await store.tend_index()

    job = await store.job(job.id)
    assert await store.save(job, job.to(State.POSTING), result=heard("budget"))
    assert await found(store, "budget") == ["budget"]
    job = await store.job(job.id)
    assert await store.cancel(job.id, "U1", 5.0, ending=State.WITHDRAWN)
    assert await found(store, "budget") == []
    assert await store.save(job, job.to(State.UNDELIVERABLE))
    assert await found(store, "budget") == []


@pytest.mark.parametrize("way", ["forget", "retention", "cancel"])
async def test_of_what_is_forgotten_no_byte_stays(store, way: str, monkeypatch):
    monkeypatch.setattr(spoken, "PAGES", 1)  # so that many steps are needed
    for number in range(2, 6):
        await told(store, number, f"budget {number}", *(f"w{n}" for n in range(300)))
    job = await told(store, 1, *(f"{SECRET}{n} spoken" for n in range(50)), updated_at=1.0)
    assert len(await found(store, SECRET)) == 50
    match way:
        case "forget":
            await store.forget(job.id)
        case "retention":
            assert await store.forget_before(2.0) == 1
        case _:
            assert await store.save(job, job.to(State.CANCELLED))

    assert await found(store, SECRET) == []
    assert len(await found(store, "budget")) == 4
    assert traces(store) == []


async def test_what_a_crash_left_in_the_index_is_gone_after_the_next_look(store, monkeypatch):
    async def dies() -> None:
        """As if the process ended here."""

    job = await told(store, 1, f"{SECRET} spoken")
    await told(store, 2, "budget")
    with monkeypatch.context() as crash:
        crash.setattr(store, "_purge_now", dies)
        await store.forget(job.id)
    assert traces(store) != []
    assert not await store.tend_index()
    assert traces(store) == []


async def test_what_was_kept_before_there_was_an_index_is_indexed_one_by_one(store):
    for number in (1, 2):
        job = await told(store, number, f"budget {number}")
        await store.save(job, job.to(State.DONE))
    with closing(sqlite3.connect(store.path)) as old:
        old.execute("DELETE FROM heard")
        old.commit()
    assert await found(store, "budget") == []

    assert [await store.tend_index() for _ in range(3)] == [True, True, False]
    assert await found(store, "budget") == ["budget 2", "budget 1"]


async def test_a_result_that_is_stored_again_is_found_once(store):
    job = await told(store, 1, "budget one")
    assert await store.save(job, job, result=heard("budget two"))

    assert await found(store, "budget") == ["budget two"]


async def test_times_and_speakers_come_along(store):
    await told(store, 1, "one", "two budget")
    (hit,) = await store.search("T1", ["C1"], sought("budget"), 5)

    assert (hit.line.start, hit.line.speaker) == (5.0, "Ada")


def traces(store) -> list[str]:
    """Where the file still has the secret; words are stored by what they add to the one before."""
    with closing(sqlite3.connect(store.path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [store.path, store.path.with_name("t.db-wal")]
    return [f.name for f in files if f.exists() and SECRET[4:].encode() in f.read_bytes()]
