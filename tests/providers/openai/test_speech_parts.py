"""Recordings that are too large for the server: cut, asked for in parts, joined, each paid once."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from pydantic import SecretStr

from bot.domain.errors import Fault, Rejected
from bot.domain.job import Spent
from bot.domain.notes import Caveat
from bot.domain.ports import Broken, Finished, Order, Running, Stopping
from bot.domain.recording import Wish
from bot.media.cutting import Cutting
from bot.providers.openai.adapter import Speech
from bot.providers.openai.course import Limits
from bot.providers.openai.settings import SpeechSettings
from bot.sandbox.providers.openai import Speech as Server
from tests.http.servers import calling_out
from tests.media import words
from tests.providers.openai.hearer import Hearer, everything
from tests.providers.openai.speech import audio, died, ended
from tests.providers.served import serving

WORDS = 40
SECONDS = WORDS * words.EACH
CAP = 250_000  # bytes; the whole has 832,000
DIARIZING = "gpt-4o-transcribe-diarize"


@pytest.fixture(scope="module")
def recording():
    return words.recording("mp3", "libmp3lame", WORDS, bits=128_000)


@pytest.fixture
async def server():
    async with serving(Server) as (service, _):
        service.ear, service.max_bytes = Hearer(), CAP + 2000
        yield service


@pytest.fixture
def customer(server, tmp_path):
    """Makes adapters that have a folder in common, as one after the other has after a restart."""

    @asynccontextmanager
    async def open_(*, model="whisper-1", known=True, paid=True):
        settings = SpeechSettings(
            speech_url=server.base_url,
            speech_api_key=SecretStr(server.api_key) if paid else None,
            speech_model=model,
        )
        async with calling_out(clock=server.clock) as http:
            speech = Speech(settings, http, server.clock, tmp_path / "speech", Cutting())
            if known:
                speech._course._limits = Limits(CAP, 86400.0)
            yield speech
            await died(speech)

    return open_


async def order(provider, recording, key="1", **wish):
    handles = await provider.prepare(audio(recording))
    return Order(key=key, wish=Wish(**wish), handles=handles, link=None, name="a", seconds=SECONDS)


async def finished(provider, asked):
    ticket = await provider.submit(asked)
    while isinstance(seen := await provider.look(ticket, asked.wish), Running):
        await ended(provider)
    return seen


def said(seen):
    assert isinstance(seen, Finished), seen
    return [s.text for s in seen.result.transcript.segments]


def in_time(seen) -> bool:
    """Whether each word begins and ends when it does in the recording."""
    return all(
        abs(s.start - n * words.EACH) < 0.12 and abs(s.end - n * words.EACH - words.WORD) < 0.12
        for n, s in enumerate(seen.result.transcript.segments)
    )


def starts(server):
    """The first words of what was paid for, in order."""
    return [job.result["segments"][0]["text"] for job in server.jobs if job.result]


async def test_every_word_is_said_once_at_its_time(server, customer, recording):
    async with customer() as provider:
        seen = await finished(provider, await order(provider, recording))
    assert said(seen) == everything(WORDS)
    assert len(server.jobs) >= 4
    assert in_time(seen)
    assert seen.result.transcript.seconds == pytest.approx(SECONDS, abs=0.3)
    assert seen.result.transcript.language == "en"
    assert [w.caveat for w in seen.result.warned] == [Caveat.NO_SPEAKERS]


async def test_what_a_server_takes_is_learnt_from_its_refusals_and_remembered(
    server, customer, recording
):
    async with customer(known=False) as provider:
        seen = await finished(provider, await order(provider, recording))
        assert said(seen) == everything(WORDS)
        assert in_time(seen)
        refused = server.too_large
        assert refused > 0
        other = recording + recording[:100]  # not the same recording
        assert said(await finished(provider, await order(provider, other, "2")))
        assert server.too_large == refused


async def test_a_server_that_takes_next_to_nothing_is_not_tried_for_ever(
    server, customer, recording
):
    server.max_bytes = 1000
    async with customer(known=False) as provider:
        seen = await finished(provider, await order(provider, recording))
    assert isinstance(seen, Broken)
    assert (seen.fault, seen.spent) == (Fault.TOO_LARGE, Spent.NOTHING)
    assert server.too_large < 6


async def test_a_model_that_hears_no_more_than_so_long_gets_no_more(server, customer, recording):
    async with customer(known=False) as provider:
        server.max_bytes = None
        provider._course._limits = Limits(10**9, 15.0)
        assert said(await finished(provider, await order(provider, recording))) == everything(WORDS)
    assert max(job.seconds for job in server.jobs) <= 15.1


async def test_voices_of_different_parts_are_never_taken_for_the_same(server, customer, recording):
    async with customer(model=DIARIZING) as provider:
        seen = await finished(provider, await order(provider, recording))
    transcript = seen.result.transcript
    assert [w.caveat for w in seen.result.warned] == [Caveat.SPEAKERS_BY_PART]
    assert len(transcript.speakers) == 2 * len(server.jobs)
    assert transcript.speakers[:3] == (
        "Speaker 1 (part 1)",
        "Speaker 2 (part 1)",
        "Speaker 1 (part 2)",
    )


async def test_where_no_times_are_told_the_parts_beginnings_are(server, customer, recording):
    server.formats = ("json",)
    async with customer() as provider:
        seen = await finished(provider, await order(provider, recording))
    segments = seen.result.transcript.segments
    assert " ".join(s.text for s in segments) == " ".join(everything(WORDS))
    assert [s.start for s in segments] == sorted(s.start for s in segments)
    assert segments[0].start == 0.0
    assert not words.in_a_word(segments[1].start)


async def until(server, predicate):
    async with asyncio.timeout(20):
        while not predicate():
            await server.clock.sleep(0.01)


async def between_parts(server, provider, asked):
    """One part is answered, and the next is not asked for yet."""
    server.hold()
    ticket = await provider.submit(asked)
    await until(server, lambda: server.jobs)
    server.fail_next(429, "Slow down", headers={"Retry-After": "900"})
    server.release()
    await until(server, lambda: provider._calls[ticket.remote_id].waits)
    return ticket


async def test_killed_between_parts_it_asks_only_for_those_unanswered(server, customer, recording):
    async with customer() as provider:
        asked = await order(provider, recording)
        ticket = await between_parts(server, provider, asked)
        seen = await provider.look(ticket, asked.wish)
        assert 0 < seen.progress.percent < 50
        await died(provider)
    async with customer() as provider:
        assert await provider.submit(asked) == ticket
        assert said(await finished(provider, asked)) == everything(WORDS)
    assert len(set(starts(server))) == len(server.jobs) >= 4


async def within_the_second_part(server, provider, asked):
    """One part is answered, and of the next one nobody knows."""
    server.hold()
    await provider.submit(asked)
    await until(server, lambda: server.jobs)
    server.hang_next()
    server.release()
    await until(server, lambda: len(server.jobs) == 2)
    await died(provider)


async def test_killed_within_a_part_nobody_asks_again_until_a_person_says_so(
    server, customer, recording
):
    async with customer() as provider:
        asked = await order(provider, recording)
        await within_the_second_part(server, provider, asked)
    async with customer() as provider:
        ticket = await provider.submit(asked)
        with pytest.raises(Rejected) as lost:
            await provider.look(ticket, asked.wish)
        assert lost.value.fault is Fault.LOST
        assert len(server.jobs) == 2
        again = await order(provider, recording, "2")
        assert said(await finished(provider, again)) == everything(WORDS)
    first = server.jobs[0].result["segments"][0]["text"]
    assert starts(server).count(first) == 1


async def test_after_a_part_without_an_answer_what_was_answered_is_not_paid_again(
    server, customer, recording
):
    async with customer() as provider:
        asked = await order(provider, recording)
        server.hold()
        ticket = await provider.submit(asked)
        await until(server, lambda: server.jobs)
        server.break_next()
        server.release()
        await ended(provider)
        seen = await provider.look(ticket, asked.wish)
        assert seen == Broken(fault=Fault.UNCLEAR, spent=Spent.BILLED)
        other = await order(provider, recording, "2", language="de")
        paid = len(server.jobs)
        assert said(await finished(provider, other)) == everything(WORDS)
        parts = len(server.jobs) - paid  # in another language it is another order
        again = await order(provider, recording, "3")
        assert said(await finished(provider, again)) == everything(WORDS)
        assert len(server.jobs) - paid - parts == parts - 1


async def test_cancelled_between_parts_the_rest_is_not_asked_for(
    server, customer, recording, tmp_path
):
    async with customer() as provider:
        asked = await order(provider, recording)
        ticket = await between_parts(server, provider, asked)
        assert await provider.cancel(ticket) is Stopping.ACCEPTED
        seen = await provider.look(ticket, asked.wish)
        assert seen == Broken(fault=Fault.FAILED, spent=Spent.BILLED)
    assert len(server.jobs) == 1
    (book,) = (tmp_path / "speech").iterdir()
    assert "Word" not in book.read_text()


async def test_cancelled_while_it_is_cut_nothing_is_spent(server, customer, recording, tmp_path):
    async with customer() as provider:
        asked = await order(provider, recording)
        ticket = await provider.submit(asked)
        assert await provider.cancel(ticket) is Stopping.ACCEPTED
        seen = await provider.look(ticket, asked.wish)
        assert seen == Broken(fault=Fault.FAILED, spent=Spent.NOTHING)
    assert (server.jobs, len(list((tmp_path / "speech").iterdir()))) == ([], 1)


async def test_when_all_is_said_only_the_words_are_kept_and_not_for_long(
    server, customer, recording, tmp_path
):
    async with customer() as provider:
        await finished(provider, await order(provider, recording))
        assert [path.suffix for path in (tmp_path / "speech").iterdir()] == [".json"]
        server.clock.move(601)
        await provider.tidy()
        assert list((tmp_path / "speech").iterdir()) == []


async def test_where_nothing_is_paid_it_goes_on_after_a_kill(server, customer, recording):
    server.api_key = ""
    async with customer(paid=False) as provider:
        asked = await order(provider, recording)
        await within_the_second_part(server, provider, asked)
    async with customer(paid=False) as provider:
        assert said(await finished(provider, asked)) == everything(WORDS)


async def test_what_cannot_be_cut_ends_with_a_reason_and_costs_nothing(server, customer):
    async with customer() as provider:
        seen = await finished(provider, await order(provider, bytes(range(256)) * 4000))
    assert seen == Broken(fault=Fault.NOT_MEDIA, spent=Spent.NOTHING)
    assert server.jobs == []
