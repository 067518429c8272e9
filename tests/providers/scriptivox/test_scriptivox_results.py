"""From what Scriptivox made to what people read, and what it did not do told as such."""

import copy
import json
from decimal import Decimal

import pytest

from bot.domain.errors import Fault, NeedsOperator, RateLimited, Rejected, Transient
from bot.domain.job import Spent
from bot.domain.notes import Caveat, Warned
from bot.domain.ports import Broken, Finished, Running
from bot.domain.recording import Wish
from bot.domain.transcript import Segment, Word
from tests.providers.scriptivox.scriptivox import TICKET, Script, scriptivox, wire

SPOKEN = Wish()
FULL = wire("completed_full")["body"]


async def _look(body, *, wish=SPOKEN, status=200):
    async with scriptivox(Script({"GET /transcribe/t1": (status, body)})) as provider:
        return await provider.look(TICKET, wish)


async def _result(changes=(), *, wish=SPOKEN, **row):
    body = {**copy.deepcopy(FULL), **row}
    body["result"] |= dict(changes)
    seen = await _look(body, wish=wish)
    assert isinstance(seen, Finished)
    return seen.result


@pytest.mark.parametrize("name", ["completed_basic", "completed_full"])
async def test_the_results_of_the_pages_are_read_whole(name):
    seen = await _look(wire(name)["body"])
    assert isinstance(seen, Finished)
    result = seen.result
    assert result.transcript.segments == (
        Segment(
            text="Shall we move the demo to Thursday?",
            start=0.5,
            end=3.2,
            speaker="Speaker 1",
            confidence=0.95,
        ),
        Segment(
            text="Yes.",
            start=3.6,
            end=4.1,
            speaker="Speaker 2",
            words=(Word(text="Yes.", start=3.6, end=4.1),),
            confidence=0.91,
        ),
    )
    assert (result.transcript.language, result.transcript.seconds) == ("en", 120.0)
    assert (result.cost, result.unit) == (Decimal("0.006667"), "USD")
    assert (result.notes, result.warned, result.unredacted) == (None, (), False)


@pytest.mark.parametrize(
    ("status", "queued"),
    [
        ("created", True),
        ("pending", True),
        ("downloading", False),
        ("processing", False),
        ("aligning", False),
        ("completed", False),  # and no result yet
        (None, False),
        ({}, False),
    ],
    ids=map(str, range(8)),
)
async def test_whatever_is_not_an_end_is_running(status, queued):
    seen = await _look({**wire("running")["body"], "status": status})
    assert isinstance(seen, Running)
    assert (seen.progress.queued, seen.progress.percent, seen.progress.left) == (queued, None, None)


FAILURES = {
    "URL_NOT_ACCESSIBLE": (Fault.LINK_UNREACHABLE, Spent.MAYBE),
    "DOWNLOAD_FAILED": (Fault.LINK_UNREACHABLE, Spent.MAYBE),
    "INVALID_MEDIA_FORMAT": (Fault.NOT_MEDIA, Spent.MAYBE),
    "DURATION_TOO_LONG": (Fault.TOO_LONG, Spent.MAYBE),
    "PROCESSING_ERROR": (Fault.FAILED, Spent.MAYBE),
    "CREATED_TIMEOUT": (Fault.FAILED, Spent.MAYBE),
    "DOWNLOAD_TIMEOUT": (Fault.LINK_UNREACHABLE, Spent.MAYBE),
    "PROCESSING_TIMEOUT": (Fault.FAILED, Spent.MAYBE),
    "BILLING_ERROR": (Fault.FAILED, Spent.NOTHING),  # "balance not debited"
    "INTERNAL_ERROR": (Fault.FAILED, Spent.MAYBE),
    "CANCELLED": (Fault.FAILED, Spent.NOTHING),  # refunded
}


@pytest.mark.parametrize("code", wire("failures")["codes"])
async def test_every_failure_of_the_page_says_why_and_what_it_cost(code):
    seen = await _look({"status": "failed", "error": {"code": code, "message": "So it went."}})
    assert isinstance(seen, Broken)
    assert (seen.fault, seen.spent) == FAILURES[code]
    assert (seen.said, seen.cost) == ("So it went.", None)


@pytest.mark.parametrize(
    ("name", "fault", "said"),
    [
        ("failed", Fault.NOT_MEDIA, "This is no recording."),
        ("failed_older", Fault.FAILED, "The model stumbled."),
        ("cancelled", Fault.FAILED, "Cancelled by customer"),
    ],
)
async def test_a_failure_is_read_in_both_forms_of_the_pages(name, fault, said):
    seen = await _look(wire(name)["body"])
    assert isinstance(seen, Broken)
    assert (seen.fault, seen.said) == (fault, said)


@pytest.mark.parametrize(
    ("cents", "spent", "cost"),
    [
        (0, Spent.NOTHING, "0"),
        (0.5, Spent.BILLED, "0.005"),
        (-1, Spent.MAYBE, None),
        ("?", Spent.MAYBE, None),
    ],
)
async def test_a_failure_that_names_its_cost_is_believed(cents, spent, cost):
    row = {"status": "failed", "cost_cents": cents, "error": {"code": "PROCESSING_ERROR"}}
    seen = await _look(row)
    assert (seen.spent, seen.cost) == (spent, cost)


async def test_a_recording_that_is_too_short_is_told_from_a_broken_one():
    row = {"status": "failed", "error_code": "INVALID_MEDIA_FORMAT"}
    seen = await _look({**row, "error_message": "Duration is 0.42 seconds."})
    assert seen.fault is Fault.TOO_SHORT


@pytest.mark.parametrize(
    "error", [None, "it broke", [], {"code": 7, "message": {}}, {"code": None}]
)
async def test_a_failure_without_a_reason_is_a_failure(error):
    seen = await _look({"status": "failed", "error": error})
    assert isinstance(seen, Broken)
    assert (seen.fault, seen.said) == (Fault.FAILED, "")


@pytest.mark.parametrize("body", ["<html>", "", "[]", "7", "null", b"\xff", "{" * 100_000])
async def test_an_answer_that_is_no_answer_is_asked_for_again(body):
    with pytest.raises(Transient):
        await _look(body)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, Rejected), (401, NeedsOperator), (429, RateLimited), (500, Transient), (409, Transient)],
)
async def test_a_refused_look_loses_a_job_only_when_it_is_not_known(status, kind):
    with pytest.raises(kind):
        await _look("", status=status)


async def test_speakers_are_numbered_as_they_speak():
    utterances = [
        {"start": 5, "end": 6, "text": "Second.", "speaker": "SPEAKER 1"},
        {"start": 1, "end": 2, "text": " First. ", "speaker": "SPEAKER 2"},
        {"start": 7, "end": 8, "text": "Nobody.", "speaker": None},
    ]
    result = await _result({"utterances": utterances})
    assert [(s.speaker, s.text) for s in result.transcript.segments] == [
        ("Speaker 1", "First."),
        ("Speaker 2", "Second."),
        (None, "Nobody."),
    ]


async def test_without_speakers_asked_nobody_is_named_and_nothing_is_missed():
    result = await _result(wish=Wish(speakers=False, voices=99))
    assert result.transcript.speakers == ()
    assert result.warned == ()


NAMELESS = [{"start": 0, "end": 1, "text": "Hi."}]


@pytest.mark.parametrize(
    ("changes", "wish", "warned"),
    [
        ({"utterances": NAMELESS}, SPOKEN, Warned(caveat=Caveat.NO_SPEAKERS)),
        ({}, Wish(language="eo"), Warned(caveat=Caveat.LANGUAGE_UNKNOWN, detail="eo")),
        ({}, Wish(voices=51), Warned(caveat=Caveat.VOICES_UNUSED)),
    ],
    ids=["speakers", "language", "count"],
)
async def test_what_was_asked_and_not_done_is_said(changes, wish, warned):
    assert (await _result(changes, wish=wish)).warned == (warned,)


async def test_nothing_is_ever_redacted():
    assert (await _result(wish=Wish(redact=True))).unredacted


@pytest.mark.parametrize(
    "changes",
    [
        {"utterances": [], "full_transcript": ""},
        {"utterances": [{"start": 0, "end": 60, "text": "  "}], "full_transcript": None},
        {"utterances": None, "full_transcript": None},
    ],
    ids=["empty", "blank", "absent"],
)
async def test_silence_is_a_result_and_misses_nothing(changes):
    result = await _result(changes)
    assert result.transcript.silent
    assert result.warned == ()


@pytest.mark.parametrize("utterances", [[], None, "words", {"0": "odd"}])
async def test_a_text_without_utterances_is_one_segment(utterances):
    changes = {"utterances": utterances, "full_transcript": " All of it. "}
    result = await _result(changes, wish=Wish(speakers=False))
    assert [s.text for s in result.transcript.segments] == ["All of it."]


async def test_odd_fields_cost_themselves_only():
    odd = [
        {"start": "soon", "end": None, "text": "Late.", "speaker": 7, "words": "many"},
        {"start": 1, "end": 2, "text": "Sound.", "words": [{"word": None}, 3, None]},
        {"text": None},
        {"text": ["a"]},
        "words",
        None,
        {"start": 1e400, "text": "Endless.", "speaker": ["x"]},
    ]
    changes = {"utterances": odd, "language": {}, "duration_seconds": "long", "speakers": 3}
    result = await _result(changes, cost_cents="free", created_at=[], progress={})
    assert [s.text for s in result.transcript.segments] == ["Late.", "Sound.", "Endless."]
    assert (result.transcript.language, result.transcript.seconds) == (None, 120.0)
    assert result.cost is None


@pytest.mark.parametrize(
    "odd",
    [
        {"word": "No.", "start": 3.6, "end": 4.1},  # not what is said there
        {"word": "Yes.", "start": 3.6, "end": None},
        {"word": "Yes.", "start": 4.1, "end": 3.6},
        "Yes.",
    ],
)
async def test_times_that_are_not_those_of_the_words_said_are_not_taken(odd):
    said = {"start": 3.6, "end": 4.1, "text": "Yes.", "speaker": "SPEAKER 2", "words": [odd]}
    (segment,) = (await _result({"utterances": [said]})).transcript.segments
    assert (segment.text, segment.words) == ("Yes.", ())


async def test_a_result_that_is_no_result_is_not_ready():
    for odd in (None, "text", []):
        assert isinstance(await _look({**FULL, "result": odd}), Running)


async def test_ten_thousand_utterances_are_read_in_order():
    many = [
        {"start": n, "end": n + 1, "text": f"Line {n}.", "speaker": f"SPEAKER {n % 9}"}
        for n in reversed(range(10_000))
    ]
    segments = (await _result({"utterances": many})).transcript.segments
    assert len(segments) == 10_000
    assert [s.start for s in segments] == list(range(10_000))
    assert segments[9].speaker == "Speaker 1"


async def test_half_a_letter_is_no_reason_to_lose_a_recording():
    body = copy.deepcopy(FULL)
    body["result"]["utterances"][0]["text"] = "Half \ud83d a letter"
    seen = await _look(json.dumps(body))
    assert seen.result.transcript.segments[0].text == "Half ? a letter"
