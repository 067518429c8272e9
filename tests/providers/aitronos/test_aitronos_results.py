"""From what Aitronos made to what people read, wherever it stands, and what is missing told."""

from decimal import Decimal

import pytest

from bot.domain.errors import Fault, Transient
from bot.domain.job import Spent, Ticket
from bot.domain.notes import Caveat, Section
from bot.domain.ports import Broken, Finished, Running
from bot.domain.recording import Wish
from tests.providers.aitronos.aitronos import ONE, TICKET, Script, aitronos, wire

LOOK, SENTENCES, PLAIN = (f"GET {ONE}", f"GET {ONE}/sentences", f"GET {ONE}/subtitles/txt")
SAID = [
    {"start": 6.2, "end": 12.8, "speaker": "B", "text": "I'll send it by Friday."},
    {"start": 0, "end": 6.2, "speaker": "A", "text": " Welcome everyone. "},
]
TEXTS = ["Welcome everyone.", "I'll send it by Friday."]
REDACTED = {"X-PII-Redacted": "true", "X-PII-Policies": "email, phone_number, ssn"}
NONE = (404, {"success": False, "error": {"code": "NOT_FOUND", "message": "No."}})
SPOKEN = Wish()


def _done(**fields):
    facts = {"audio_metadata": {"duration": 60.0, "language": "fr"}}
    return 200, {
        "success": True,
        "data": {"status": "completed", **facts, **fields},
        "billing": {"synapses_consumed": 61, "synapses_refunded": 0},
    }


def _sentences(*sentences, total=None, headers=()):
    body = {"data": {"sentences": list(sentences)}, "metadata": {"total_count": total}}
    return 200, body, dict(headers)


def _plain(text, headers=()):
    return 200, text, {"Content-Type": "text/plain", **dict(headers)}


async def _seen(answer, *, wish=SPOKEN, sentences=NONE, plain=NONE, ticket=TICKET):
    script = Script({LOOK: answer, SENTENCES: sentences, PLAIN: plain})
    async with aitronos(script) as provider:
        return await provider.look(ticket, wish), script


async def _result(answer, **more):
    seen, _ = await _seen(answer, **more)
    assert isinstance(seen, Finished)
    return seen.result


def _texts(result):
    return [s.text for s in result.transcript.segments]


def _caveats(result):
    return [warned.caveat for warned in result.warned]


PLACES = [
    {"utterances": SAID},
    {"utterances": None, "segments": SAID},
    {"segments": SAID, "utterances": []},
    {"speakers": {"utterances": SAID}},
    {"transcript": {"utterances": SAID}},
    {"transcript": {"segments": SAID}},
    {"transcript": SAID},
    {"transcription": {"utterances": SAID}},
    {"utterances": [*SAID, None, "odd", {"text": " "}, {"start": 1}]},
    {
        "utterances": [
            {"text": s["text"], "start": s["start"], "speaker_label": s["speaker"]} for s in SAID
        ]
    },
]


@pytest.mark.parametrize("fields", PLACES, ids=map(str, range(len(PLACES))))
async def test_what_was_said_is_found_wherever_it_may_stand(fields):
    seen, script = await _seen(_done(**fields))
    result = seen.result
    assert [(s.speaker, s.text, s.start) for s in result.transcript.segments] == [
        ("Speaker 1", "Welcome everyone.", 0.0),
        ("Speaker 2", "I'll send it by Friday.", 6.2),
    ]
    assert (result.transcript.language, result.transcript.seconds) == ("fr", 60.0)
    assert (result.cost, result.unit) == (Decimal("61.0000"), "synapses")
    assert script.names == [LOOK]


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "Hello there."},
        {"transcript": "Hello there."},
        {"transcript": {"text": "Hello there."}},
        {"transcription": {"text": "Hello there."}},
        {"transcript": None, "text": "Hello there."},
        {"transcript": {"text": ""}, "text": "Hello there."},
    ],
    ids=map(str, range(6)),
)
async def test_words_in_one_piece_are_used_when_there_is_nothing_better(fields):
    assert _texts(await _result(_done(**fields))) == ["Hello there."]
    better = await _result(_done(**fields), sentences=_sentences(*SAID))
    assert _texts(better) == TEXTS


async def test_the_pages_own_answers_make_a_transcript():
    made, sentences = wire("completed"), wire("sentences")
    result = await _result(
        (made["status"], made["body"]), sentences=(sentences["status"], sentences["body"])
    )
    assert [(s.start, s.end, s.text) for s in result.transcript.segments] == [
        (0.5, 2.25, "Welcome everyone."),
        (2.5, 5.0, "I'll send it by Friday."),
    ]
    assert result.transcript.seconds == 62.5
    assert result.transcript.language is None  # `en` was our own word
    assert result.cost == 125
    assert _caveats(result) == [Caveat.NO_SPEAKERS, Caveat.NO_NOTES]


async def test_sentences_are_read_page_by_page():
    def rows(first, count):
        return [{"text": f"{n}", "start": n, "end": n} for n in range(first, first + count)]

    pages = [
        _sentences(*rows(0, 1000), total=2500),
        _sentences(*rows(1000, 900), None, *rows(1900, 99), total=2500),
        _sentences(*rows(1999, 500), total=2500),
    ]
    seen, script = await _seen(_done(audio_duration_seconds=2500), sentences=pages)
    assert _texts(seen.result) == [str(n) for n in range(2499)]
    asked = [query for name, _, query, _ in script.asked if name == SENTENCES]
    assert [query["offset"] for query in asked] == ["0", "1000", "2000"]
    assert {query["limit"] for query in asked} == {"1000"}


async def test_sentences_without_a_count_end_with_a_page_that_is_not_full():
    seen, script = await _seen(_done(), sentences=_sentences(*SAID))
    assert _texts(seen.result) == TEXTS
    assert script.names == [LOOK, SENTENCES]


async def test_sentences_without_an_end_do_not_go_on_for_ever():
    page = _sentences(*[{"text": "x"}] * 3, total=10**9)
    seen, script = await _seen(_done(), sentences=page)
    assert len(seen.result.transcript.segments) == 300
    assert len(script.asked) == 101


async def test_the_plain_words_are_the_last_resort():
    seen, script = await _seen(_done(), plain=_plain("Hello\ud7ff there.\n"))
    assert _texts(seen.result) == ["Hello\ud7ff there."]
    assert script.names == [LOOK, SENTENCES, PLAIN]


@pytest.mark.parametrize(
    "plain",
    [
        (200, "<html>", {"Content-Type": "text/html"}),
        (200, "\n<html>", {"Content-Type": "text/plain"}),
        (200, '{"success": false, "error": {}}'),
        (500, ""),
    ],
    ids=map(str, range(4)),
)
async def test_an_error_is_never_taken_for_words(plain):
    with pytest.raises(Transient):
        await _seen(_done(), plain=plain)


@pytest.mark.parametrize("sentences", [(200, "<html>"), (200, {"data": {}}), (503, "")])
async def test_sentences_that_fail_are_asked_for_again_later(sentences):
    with pytest.raises(Transient):
        await _seen(_done(), sentences=sentences)


TIMES = [
    # the recording's length, as it is told and as we knew it; the last word's end; in seconds
    (60.0, "60.0", 58.0, 58.0),
    (60.0, "60.0", 58_000, 58.0),
    (60_000, "60.0", 58_000, 58.0),
    (None, "60.0", 58_000, 58.0),
    (60.0, None, 58_000, 58.0),
    (None, None, 58.0, 58.0),
    (7_200_000, None, 7_000_000, 7000.0),
    (60.0, "60.0", 66.0, 66.0),
    (0, "0.0", 58.0, 58.0),
]


@pytest.mark.parametrize(("told", "known", "end", "ours"), TIMES, ids=map(str, range(len(TIMES))))
async def test_milliseconds_are_told_from_seconds_by_the_recordings_length(told, known, end, ours):
    ticket = Ticket(remote_id="trans_1", secrets={"seconds": known} if known else {})
    said = [{"text": "a", "start": 0, "end": end / 2}, {"text": "b", "start": end / 2, "end": end}]
    answer = _done(utterances=said, audio_metadata={"duration": told})
    transcript = (await _result(answer, ticket=ticket)).transcript
    assert [s.end for s in transcript.segments] == [ours / 2, ours]
    assert transcript.seconds in (None, 0.0, 60.0, 7200.0)


@pytest.mark.parametrize(
    "fields",
    [
        {"summary": "All went well."},
        {"summary": {"text": "All went well."}},
        {"summarization": {"summary": "All went well."}},
        {"summarization": {"text": "All went well."}},
        {"intelligence": {"summary": "All went well."}},
        {"intelligence_features": {"summary": "All went well."}},
        {"summary": None, "intelligence": {"summary": " All went well. "}},
    ],
    ids=map(str, range(7)),
)
async def test_the_summary_is_found_wherever_it_may_stand(fields):
    result = await _result(_done(utterances=SAID, **fields))
    assert (result.notes.origin, result.notes.summary) == ("Aitronos", "All went well.")
    assert (result.notes.decisions, result.notes.actions) == (None, None)
    assert result.warned == ()


async def test_its_findings_are_shown_in_a_handful_of_lines():
    result = await _result(
        _done(
            utterances=SAID,
            intelligence={
                "highlights": [f"phrase {n}" for n in range(99)],
                "entity_detection": {
                    "results": [
                        {"entity_type": "person_name", "text": "Maya"},
                        {"entity_type": "location", "text": "Bern"},
                        {"entity_type": "person_name", "text": "Tom"},
                        {"entity_type": "person_name", "text": "Maya"},
                        {"entity_type": "date", "text": None},
                        "Acme",
                    ]
                },
                "sentiment_analysis": [{"text": "x", "sentiment": "POSITIVE"}] * 2
                + [{"text": "y", "sentiment": "NEGATIVE"}, {"text": "z"}],
            },
        )
    )
    assert result.notes.summary is None
    assert result.notes.sections == (
        Section(title="Highlights", lines=tuple(f"phrase {n}" for n in range(8))),
        Section(
            title="Mentioned", lines=("Person name: Maya, Tom", "Location: Bern", "Other: Acme")
        ),
        Section(title="Sentiment", lines=("Positive: 2", "Negative: 1")),
    )
    assert _caveats(result) == [Caveat.NO_NOTES]  # the summary was asked, too


async def test_a_finding_without_end_is_cut():
    result = await _result(_done(utterances=SAID, highlights=["x" * 5000]))
    [section] = result.notes.sections
    assert len(section.lines[0]) == 200


async def test_without_speakers_asked_nobody_is_named_and_nothing_is_missed():
    wish = Wish(speakers=False, voices=99)
    result = await _result(_done(utterances=SAID, summary="S"), wish=wish)
    assert result.transcript.speakers == ()
    assert result.warned == ()


@pytest.mark.parametrize(("wished", "told"), [("de", "de"), (None, "fr"), ("en", "en-US")])
async def test_a_language_is_told_where_it_says_something(wished, told):
    answer = _done(utterances=SAID, audio_metadata={"language": told})
    assert (await _result(answer, wish=Wish(language=wished))).transcript.language == told


# --- redaction -------------------------------------------------------------------------------

REDACT = Wish(redact=True)


async def test_an_answer_that_says_so_is_redacted():
    result = await _result((*_done(utterances=SAID, summary="S"), REDACTED), wish=REDACT)
    assert not result.unredacted
    assert result.notes.summary == "S"
    assert result.transcript.speakers


async def test_words_that_are_said_to_be_redacted_go_before_richer_ones():
    sentences = _sentences({"text": "I'm ####.", "start": 0, "end": 1}, headers=REDACTED)
    result = await _result(_done(utterances=SAID, summary="S"), wish=REDACT, sentences=sentences)
    assert _texts(result) == ["I'm ####."]
    assert not result.unredacted
    assert result.notes is None


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-PII-Redacted": "true"},
        {**REDACTED, "X-PII-Redacted": "false"},
        {**REDACTED, "X-PII-Redacted": "partially"},
        {**REDACTED, "X-PII-Policies": "email, phone_number"},
        {"X-PII-Policies": "email, phone_number, ssn"},
    ],
    ids=map(str, range(6)),
)
async def test_words_that_are_not_said_to_be_wholly_redacted_are_held_back(headers):
    result = await _result(
        (*_done(utterances=SAID), headers),
        wish=REDACT,
        sentences=_sentences(*SAID, headers=headers),
        plain=_plain("Hello.", headers),
    )
    assert result.unredacted


@pytest.mark.parametrize(("first", "second"), [(REDACTED, {}), ({}, REDACTED)])
async def test_one_page_that_is_not_redacted_holds_all_back(first, second):
    pages = [
        _sentences(*[{"text": "x"}] * 1000, total=1001, headers=first),
        _sentences({"text": "y"}, total=1001, headers=second),
    ]
    assert (await _result(_done(), wish=REDACT, sentences=pages)).unredacted


async def test_plain_words_may_be_the_ones_that_are_redacted():
    result = await _result(_done(utterances=SAID), wish=REDACT, plain=_plain("####", REDACTED))
    assert (_texts(result), result.unredacted) == (["####"], False)


# --- money -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("billing", "cost"),
    [
        ({"synapses_consumed": 12.5, "synapses_refunded": 2}, Decimal("10.5")),
        ({"synapses_consumed": 5, "synapses_refunded": 9}, Decimal(0)),
        ({"synapses_consumed": 0}, Decimal(0)),
        ({"synapses_refunded": 1}, Decimal(60)),
        ({"synapses_consumed": "NaN"}, Decimal(61)),
        ({"synapses_consumed": "1e999999"}, Decimal(61)),
        ({"synapses_consumed": "1e-999999"}, Decimal(0)),
        ({"synapses_consumed": -1}, Decimal(61)),
        ({"synapses_consumed": {}}, Decimal(61)),
        (None, Decimal(61)),  # as the answer to the order had it
        ("odd", Decimal(61)),
    ],
    ids=map(str, range(11)),
)
async def test_what_was_taken_and_not_given_back_is_told_in_synapses(billing, cost):
    status, body = _done(utterances=SAID)
    result = await _result((status, {**body, "billing": billing}))
    assert (result.cost, result.unit) == (cost, "synapses")


async def test_a_cost_that_nobody_told_is_none():
    status, body = _done(utterances=SAID)
    answer = (status, {**body, "billing": None})
    result = await _result(answer, ticket=Ticket(remote_id="trans_1", secrets={}))
    assert result.cost is None


async def test_a_failed_job_says_why_and_what_was_given_back():
    failed = wire("failed")
    seen, script = await _seen((failed["status"], failed["body"]))
    assert seen == Broken(
        fault=Fault.FAILED,
        said="The audio could not be decoded.",
        spent=Spent.NOTHING,
        cost="0.0000",
    )
    assert script.names == [LOOK]


@pytest.mark.parametrize(
    ("data", "refunded", "fault", "spent"),
    [
        ({"status": "failed"}, 0, Fault.FAILED, Spent.MAYBE),
        ({"status": "cancelled"}, 20, Fault.FAILED, Spent.BILLED),
        ({"status": "CANCELED", "error": "Audio too short"}, 61, Fault.TOO_SHORT, Spent.NOTHING),
        ({"status": "failed", "error_message": "No audio."}, 0, Fault.NO_AUDIO, Spent.MAYBE),
    ],
    ids=map(str, range(4)),
)
async def test_what_ended_badly_is_told_with_its_money(data, refunded, fault, spent):
    billing = {"synapses_consumed": 61, "synapses_refunded": refunded}
    seen, _ = await _seen((200, {"data": data, "billing": billing}))
    assert (seen.fault, seen.spent) == (fault, spent)


# --- late, missing and hostile ---------------------------------------------------------------


async def test_a_result_is_waited_for_and_then_missed():
    running = (200, {"data": {"status": "processing"}}, {"ETag": '"e"'})
    script = Script({LOOK: [running, (*_done(), {"ETag": '"e"'})], SENTENCES: NONE, PLAIN: NONE})
    async with aitronos(script) as provider:
        seen = [await provider.look(TICKET, SPOKEN) for _ in range(4)]
    assert [type(one) for one in seen] == [Running, Running, Running, Broken]
    assert (seen[-1].fault, seen[-1].spent) == (Fault.FAILED, Spent.MAYBE)
    tags = [headers.get("If-None-Match") for name, headers, *_ in script.asked if name == LOOK]
    assert tags == [None, '"e"', None, None]


async def test_sentences_that_never_come_cost_no_words_that_are_there():
    answers = {LOOK: _done(text="Hello there."), SENTENCES: (500, ""), PLAIN: _plain("Hello.")}
    script = Script(answers)
    async with aitronos(script) as provider:
        for _ in range(2):
            with pytest.raises(Transient):
                await provider.look(TICKET, SPOKEN)
        seen = await provider.look(TICKET, SPOKEN)
        assert _texts(seen.result) == ["Hello there."]
        for _ in range(4):
            with pytest.raises(Transient):  # there it may be said that they are redacted
                await provider.look(TICKET, REDACT)


async def test_silence_is_no_failure():
    script = Script({LOOK: _done(), SENTENCES: _sentences(total=0), PLAIN: _plain("")})
    async with aitronos(script) as provider:
        seen = [await provider.look(TICKET, SPOKEN) for _ in range(3)]
    assert [type(one) for one in seen] == [Running, Running, Finished]
    assert seen[-1].result.transcript.silent
    assert seen[-1].result.warned == ()


HOSTILE = [
    {"utterances": [{"text": "a \ud800 b", "start": "x", "end": {}, "speaker": ["A"]}]},
    {"utterances": [{"text": 7, "start": -5, "end": "NaN", "speaker": 0}]},
    {"utterances": [{"text": "a", "start": 1e308, "end": 1e308}]},
    {"utterances": [{"text": "a", "start": 1}], "audio_duration_seconds": 1e300},
    {"utterances": {"a": 1}, "text": "words"},
    {"utterances": SAID, "summary": 7, "highlights": "x", "entities": {}, "sentiment": [[]]},
    {"utterances": SAID, "audio_metadata": [], "intelligence": "deep", "timestamps": 3},
    {"utterances": SAID, "audio_metadata": {"duration": -1, "language": 5}},
    {"utterances": SAID, "entities": [{"entity_type": "\udfff", "text": "\udfff"}]},
    {"transcript": {"text": ["a"], "utterances": "b"}, "text": "words"},
]


@pytest.mark.parametrize("fields", HOSTILE, ids=map(str, range(len(HOSTILE))))
async def test_odd_fields_cost_no_transcript_that_was_paid_for(fields):
    result = await _result(_done(**fields))
    assert not result.transcript.silent
    repr(result).encode("utf-8")
    starts = [s.start or 0.0 for s in result.transcript.segments]
    assert starts == sorted(starts)
    assert 0 <= min(starts) <= max(starts) < 1e6


async def test_ten_thousand_utterances_are_kept_in_order():
    said = [{"text": f"{n}", "start": n, "end": n + 1} for n in reversed(range(10_000))]
    result = await _result(_done(utterances=said, audio_duration_seconds=10_000))
    assert _texts(result) == [str(n) for n in range(10_000)]
