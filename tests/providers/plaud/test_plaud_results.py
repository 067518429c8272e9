"""From what Plaud heard to what people read, in both spellings."""

import json

import pytest

from bot.domain.notes import Caveat, Warned
from bot.domain.ports import Finished
from bot.domain.recording import Wish
from tests.providers.plaud.plaud import TASK, TICKET, Script, plaud, wire

SPOKEN = Wish()
SEGMENTS = [
    {"start": 0, "end": 4.2, "text": " Hello. ", "speaker": "Speaker 7"},
    {"start": 4.2, "end": 6, "text": "Hi.", "speaker": "Speaker 2"},
]
RESULTS = [
    {**{k: v for k, v in s.items() if k != "speaker"}, "speaker_id": s["speaker"]} for s in SEGMENTS
]
DATA = {"text": "Hello. Hi.", "language": "en", "duration": 6, "segments": SEGMENTS}


async def _result(data, wish=SPOKEN, /, **task):
    body = {"transcription_id": "t1", "status": "SUCCESS", "data": data, **task}
    async with plaud(Script({TASK: (200, body)})) as provider:
        seen = await provider.look(TICKET, wish)
    assert isinstance(seen, Finished)
    return seen.result


def _spoken(result):
    return [(s.speaker, s.text, s.start, s.end) for s in result.transcript.segments]


@pytest.mark.parametrize("name", ["succeeded", "succeeded_results"])
async def test_a_result_of_the_pages_is_read_in_either_spelling(name):
    result = await _result(wire(name)[1]["data"])
    assert _spoken(result) == [("Speaker 1", "Meeting started at 10am.", 0.0, 4.2)]
    assert (result.transcript.language, result.transcript.seconds) == ("en", 1843.0)
    assert (result.notes, result.cost, result.warned) == (None, None, ())
    assert not result.unredacted
    assert "0.12345" not in repr(result)  # voice embeddings are held nowhere


@pytest.mark.parametrize(
    "phrases",
    [
        {"segments": SEGMENTS},
        {"segments": [], "results": RESULTS},
        {"segments": None, "results": SEGMENTS},
        {"segments": list(reversed(RESULTS))},
    ],
    ids=map(str, range(4)),
)
async def test_speakers_are_numbered_as_they_speak(phrases):
    data = {**DATA, "segments": None, **phrases}
    spoken = [(speaker, text) for speaker, text, *_ in _spoken(await _result(data))]
    assert spoken == [("Speaker 1", "Hello."), ("Speaker 2", "Hi.")]


async def test_without_speakers_wished_nobody_is_named_and_nothing_is_missed():
    result = await _result(DATA, Wish(speakers=False))
    assert result.transcript.speakers == ()
    assert result.warned == ()


@pytest.mark.parametrize(
    ("duration", "last", "detail"),
    [
        (60, 60.0, ""),
        (6 * 3600 + 1, 60.0, "Plaud tells speakers apart in recordings of up to 6 hours."),
        (None, 6 * 3600 + 1.0, "Plaud tells speakers apart in recordings of up to 6 hours."),
        (None, None, ""),
    ],
)
async def test_missing_speakers_are_said_with_the_reason_where_there_is_one(duration, last, detail):
    phrase = {"start": 0.0, "end": last, "text": "Hello."}
    result = await _result({"text": "Hello.", "duration": duration, "segments": [phrase]})
    assert result.warned == (Warned(caveat=Caveat.NO_SPEAKERS, detail=detail),)


async def test_nothing_is_ever_redacted_here_so_it_is_held_back():
    assert (await _result(DATA, Wish(redact=True))).unredacted


@pytest.mark.parametrize(
    "data",
    [{"text": ""}, {"text": "", "segments": []}, {"results": []}, {"segments": [{"text": " "}]}],
)
async def test_silence_is_a_result_without_a_warning(data):
    result = await _result(data)
    assert result.transcript.silent
    assert result.warned == ()


@pytest.mark.parametrize("name", ["text", "full_text"])
async def test_a_text_without_phrases_is_one_phrase(name):
    result = await _result({name: " All of it. ", "segments": []})
    assert _spoken(result) == [(None, "All of it.", None, None)]


ODD = [
    {"text": "Hi.", "segments": 7},
    {"text": "Hi.", "segments": {}},
    {"text": "Hi.", "segments": [None, 7, "x", {}, []]},
    {"text": ["Hi."], "segments": [{"text": "Hi.", "start": "soon", "end": None}]},
    {"text": 7, "results": [{"text": "Hi.", "start": {}, "speaker_id": ["a"]}]},
    {"segments": [{"text": "Hi.", "start": 1e999, "speaker": 0}]},
    {"text": None, "language": 7, "duration": "long", "results": [{"text": "Hi."}]},
    {"text": "Hi.", "language": "auto", "duration": None},
]


@pytest.mark.parametrize("data", ODD, ids=map(str, range(len(ODD))))
async def test_one_odd_field_costs_nobody_a_transcript(data):
    result = await _result(data)
    assert [s.text for s in result.transcript.segments] == ["Hi."]
    assert result.transcript.language != "auto"


async def test_lone_surrogates_are_written_down_safely():
    body = (
        '{"status": "SUCCESS", "data": {"segments": [{"text": "a\\ud800", "speaker": "\\udfff"}]}}'
    )
    async with plaud(Script({TASK: (200, body)})) as provider:
        seen = await provider.look(TICKET, SPOKEN)
    assert isinstance(seen, Finished)
    json.dumps([s.text for s in seen.result.transcript.segments]).encode()
    repr(seen).encode()


async def test_ten_thousand_phrases_stay_in_order():
    phrases = [
        {"start": n, "end": n + 1, "text": f"w{n}", "speaker": f"Speaker {n % 9}"}
        for n in reversed(range(10_000))
    ]
    result = await _result({"text": "long", "segments": phrases})
    assert [s.text for s in result.transcript.segments] == [f"w{n}" for n in range(10_000)]
    assert len(result.transcript.speakers) == 9


@pytest.mark.parametrize(
    "task",
    [
        {"status": "success"},
        {"status": None, "data": {**DATA, "task_status": "SUCCESS"}},
        {"status": "PENDING", "data": {**DATA, "task_status": "SUCCESS"}},
        {"status": "SUCCESS", "data": {**DATA, "task_status": "FAILURE"}},
    ],
    ids=map(str, range(4)),
)
async def test_a_success_with_its_words_is_one_wherever_it_is_said(task):
    assert len((await _result(DATA, **task)).transcript.segments) == 2
