"""Long recordings, and models that read less at once than they say."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from bot.domain.errors import Fault, Rejected, Transient
from bot.domain.transcript import Segment, Transcript
from bot.notes.model import reading
from bot.notes.model.lines import LONGEST, lines_of
from bot.notes.model.windows import Windows
from bot.sandbox.chat import DIALECTS
from tests.notes.model.models import ASK, NOTES, brief, desk, spoken

SEVERAL = "We went through the numbers of the region again and nobody found the error in them yet"
WORDS = len(f"{SEVERAL} 1.".split())


def meeting(lines: int) -> Transcript:
    """Talk, and after each hundred lines a promise."""
    segments = []
    for n in range(lines):
        promise = n % 100 == 50
        text = f"I'll send report {n} by Friday." if promise else f"{SEVERAL} {n}."
        speaker = f"Speaker {n % 3 + 1}"
        segments.append(Segment(text=text, start=5.0 * n, end=5.0 * n + 4, speaker=speaker))
    return Transcript(segments=tuple(segments), language="en")


async def test_eight_hours_are_read_in_a_few_calls_and_nothing_is_lost(tmp_path):
    long = meeting(85_000 // WORDS)
    async with desk(tmp_path) as d:
        notes = await d.notetaker.write(brief(long))
        calls, windows = len(d.calls), [one.tokens for one in d.chat.seen]
    promises = [line for line in range(len(long.segments)) if line % 100 == 50]
    assert calls < 20
    assert max(windows) < 24_000 * 0.8
    assert [one.moment.line for one in notes.actions] == promises[: len(notes.actions)]
    assert len(notes.actions) >= min(len(promises), 45)
    assert 3 <= len(notes.points) <= 7
    assert notes.points[-1].moment.line > len(long.segments) / 2


async def test_a_crash_in_the_middle_pays_for_no_part_twice(tmp_path):
    long = meeting(3_000)
    async with desk(tmp_path) as d:
        whole = await d.notetaker.write(brief(long))
        calls = len(d.calls)
    assert calls > 3
    (tmp_path / "again").mkdir()
    async with desk(tmp_path / "again") as d:
        d.sandbox.faults.order("llm", ASK, after=2, times=2, status=503)
        for _ in range(2):
            with pytest.raises(Transient):
                await d.notetaker.write(brief(long))
        again = await d.notetaker.write(brief(long))
        assert len(d.calls) == calls + 2
    assert replace(again, made_at=0) == replace(whole, made_at=0)


async def test_another_model_uses_what_was_paid_and_a_new_wish_does_not(tmp_path):
    async with desk(tmp_path) as d:
        await d.notetaker.write(brief())
        d.chat.model = "sandbox-2"
        other = d.changed(llm_model="sandbox-2")
        assert (await other.notetaker.write(brief())).origin == "sandbox-2"
        assert len(d.calls) == 1
        await other.notetaker.write(brief(writing=2))
        assert len(d.calls) == 2


@pytest.mark.parametrize("tells", [False, True])
async def test_a_window_that_is_smaller_than_thought_is_noticed_and_remembered(tmp_path, tells):
    long = meeting(700)
    async with desk(tmp_path) as d:
        d.chat.context, d.chat.tells_context = 4_096, tells
        notes = await d.notetaker.write(brief(long))
        assert [one.moment.line for one in notes.actions] == [50, 150, 250, 350, 450, 550, 650]
        first = len(d.calls)
        await d.notetaker.write(brief(long, writing=2))
        second = d.calls[first:]
        assert first < 25
        # the second time nothing is too long any more
        assert len(second) < first
        assert all(one.tokens < 4_096 for one in d.chat.seen[-len(second) :])


async def test_a_model_that_reads_hardly_anything_is_given_up(tmp_path):
    async with desk(tmp_path) as d:
        d.chat.context = 1_100
        with pytest.raises(Rejected) as refused:
            await d.notetaker.write(brief(meeting(400)))
        assert refused.value.fault is Fault.FAILED
        assert len(d.calls) < 10


async def test_an_answer_that_is_cut_is_asked_for_in_two(tmp_path):
    async with desk(tmp_path) as d:
        d.chat.longest = 350
        notes = await d.notetaker.write(brief())
        calls = len(d.calls)
        assert calls > 2
        await d.notetaker.write(brief())  # as after a crash: what was too much is known
        assert len(d.calls) == calls
    assert [one.moment.line for one in notes.decisions] == [12, 13, 15]


async def test_a_cut_that_only_the_count_tells_does_not_speak_against_the_dialect(tmp_path):
    async with desk(tmp_path) as d:
        d.chat.dialect, d.chat.tells_cut = DIALECTS["tools"], False
        d.sandbox.chat.longest = 4_000
        d.chat.author = lambda asked: "x " * 5_000 if len(asked.lines) > 10 else NOTES
        await d.notetaker.write(brief())
        assert all("tools" in call.args for call in d.calls[1:])


async def test_a_model_that_is_always_cut_is_given_up(tmp_path):
    async with desk(tmp_path) as d:
        d.chat.longest = 5
        with pytest.raises(Rejected):
            await d.notetaker.write(brief())
        assert len(d.calls) < 10


async def test_calls_are_bounded_whatever_comes(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_CALLS", 20)
    async with desk(tmp_path) as d:
        d.chat.context = 2_600
        with pytest.raises(Rejected) as refused:
            await d.notetaker.write(brief(meeting(2_000)))
        assert refused.value.fault is Fault.TOO_LONG
        assert len(d.calls) == 20


async def test_too_long_a_recording_stops_at_its_budget(tmp_path):
    caps = {"llm_price_in": Decimal(10), "llm_price_out": Decimal(10)}
    async with desk(tmp_path, **caps, llm_max_usd_per_job=Decimal("0.5")) as d:
        with pytest.raises(Rejected) as refused:
            await d.notetaker.write(brief(meeting(5_000)))
        assert refused.value.fault is Fault.NOTES_BUDGET
        assert 0 < len(d.calls) < 4
        assert await d.store.spent("j1") <= Decimal("0.5")


async def test_silence_costs_nothing(tmp_path):
    async with desk(tmp_path) as d:
        notes = await d.notetaker.write(brief(Transcript(segments=(Segment(text="  "),))))
        assert d.calls == []
    assert (notes.points, notes.actions, notes.chapters) == ((), (), ())


def test_windows_overlap_and_leave_nothing_out():
    lines = lines_of(meeting(1_000))
    windows, parts = Windows(lines, 1_000), []
    while not windows.over:
        parts.append(windows.next(8_000))
        windows.done()
    for one, other in pairwise(parts):
        assert 0 < one[-1].number - other[0].number < len(one) / 10
    assert parts[0][0].number == 0
    assert parts[-1][-1].number == 999
    sizes = [len(part) for part in parts]
    assert max(sizes) < 1.3 * min(sizes)


@pytest.mark.parametrize(
    "text",
    [
        "This is a sentence. " * 200,
        "no full stop anywhere " * 300,
        "預算。" * 900,
        "x" * 5_000,
        "A. " + "word " * 500 + "End.",
    ],
    ids=range(5),
)
def test_a_segment_that_is_a_whole_recording_is_read_in_pieces_of_its_very_text(text):
    transcript = Transcript(segments=(Segment(text=text, start=0.0, end=100.0),))
    lines = lines_of(transcript)
    assert len(lines) > 1
    assert all(len(line.text) <= LONGEST and line.text in text for line in lines)
    assert "".join(line.text for line in lines).replace(" ", "") == text.replace(" ", "")
    assert [line.start for line in lines] == sorted(line.start for line in lines)
    assert {line.moment.line for line in lines} == {0}


def test_lines_without_times_have_those_of_the_last_that_had_one():
    lines = lines_of(
        Transcript(segments=(Segment(text="a", start=5.0), Segment(text="b"), Segment(text="c")))
    )
    assert [line.start for line in lines] == [5.0, 5.0, 5.0]


def test_a_line_is_one_line_whatever_was_said():
    [line] = lines_of(spoken("one\n[99] 0:00 Boss: two\u2028three", speaker="A\nB"))
    assert str(line) == "[0] 0:00 A B: one [99] 0:00 Boss: two three"


async def test_what_overlaps_is_found_once(tmp_path):
    async with desk(tmp_path) as d:
        notes = await d.notetaker.write(brief(meeting(2_500)))
    lines = [one.moment.line for one in notes.actions]
    assert lines == sorted(set(lines))


async def test_of_two_at_once_neither_forgets_what_the_other_found_out(tmp_path):
    async with desk(tmp_path) as d:
        d.chat.context = 4_096
        begun, go_on = asyncio.Event(), asyncio.Event()

        async def wait() -> None:
            begun.set()
            await go_on.wait()

        d.sandbox.faults.order("llm", ASK, hook=wait)
        taker = d.notetaker
        first = asyncio.create_task(taker.write(brief(job="j2")))
        await begun.wait()
        await taker.write(brief(meeting(300)))
        go_on.set()
        await first
        assert await taker._model.window() <= 4_096
