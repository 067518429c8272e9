"""From what OpenAI-compatible servers say to what people read."""

import json
from pathlib import Path

import pytest

from bot.domain.notes import Caveat, Warned
from bot.domain.ports import Finished
from bot.domain.transcript import Segment
from bot.providers.openai.languages import code_of
from tests.providers.openai.speech import Server, speech, transcribed

WIRE = Path(__file__).parents[2] / "wire" / "openai"
MISSED = (Warned(caveat=Caveat.NO_SPEAKERS),)


async def _result(folder, body, *, headers=(), model="whisper-1", **wish):
    async with speech(Server((200, body, headers)), folder, model=model) as provider:
        seen = await transcribed(provider, **wish)
    assert isinstance(seen, Finished)
    return seen.result


def _wire(name):
    return json.loads((WIRE / f"{name}.json").read_text(encoding="utf-8"))["body"]


async def test_phrases_have_their_times(tmp_path):
    result = await _result(tmp_path, _wire("verbose_json"))
    assert result.transcript.segments == (
        Segment(text="The kettle is on the stove.", start=0.0, end=pytest.approx(3.32)),
        Segment(
            text="Somebody should watch it.", start=pytest.approx(3.32), end=pytest.approx(8.47)
        ),
    )
    assert result.transcript.language == "en"
    assert result.transcript.seconds == pytest.approx(8.47)
    assert result.warned == MISSED
    assert (result.notes, result.cost, result.unredacted) == (None, None, False)


async def test_voices_are_numbered_as_they_speak_and_only_when_wished(tmp_path):
    diarizes = "gpt-4o-transcribe-diarize"
    result = await _result(tmp_path, _wire("diarized_json"), model=diarizes)
    assert [(s.speaker, s.text, s.start) for s in result.transcript.segments] == [
        ("Speaker 1", "Shall we begin?", 0.0),
        ("Speaker 2", "Yes.", 2.0),
        ("Speaker 1", "Then item one.", 3.5),
    ]
    assert result.warned == ()
    result = await _result(tmp_path / "2", _wire("diarized_json"), model=diarizes, speakers=False)
    assert (result.transcript.speakers, result.warned) == ((), ())
    assert len(result.transcript.segments) == 3


async def test_a_text_alone_has_no_times(tmp_path):
    result = await _result(tmp_path, _wire("json"), language="de")
    assert result.transcript.segments == (Segment(text="The kettle is on the stove."),)
    assert (result.transcript.language, result.transcript.seconds) == ("de", None)


async def test_whisper_cpp_is_understood_with_and_without_times(tmp_path):
    body = _wire("whisper_cpp")
    timed = await _result(tmp_path, body)
    assert [(s.text, s.start, s.end) for s in timed.transcript.segments] == [
        ("The kettle is on the stove.", 0.0, 5.0),
        ("Somebody should watch it.", 5.0, 8.5),
    ]
    untimed = await _result(tmp_path / "2", {"text": body["text"]})
    assert [s.text for s in untimed.transcript.segments] == [
        s.text for s in timed.transcript.segments
    ]


async def test_plain_text_is_taken_where_it_is_all_there_is(tmp_path):
    plain = {"Content-Type": "text/plain; charset=utf-8"}
    result = await _result(tmp_path, "Grüße.\nAdieu.\n", headers=plain)
    assert [s.text for s in result.transcript.segments] == ["Grüße.", "Adieu."]
    result = await _result(tmp_path / "2", '"One word."')
    assert [s.text for s in result.transcript.segments] == ["One word."]


@pytest.mark.parametrize("body", [{"text": ""}, {"text": " \n", "segments": []}])
async def test_silence_is_a_result_and_misses_nothing(tmp_path, body):
    result = await _result(tmp_path, body)
    assert result.transcript.silent
    assert result.warned == ()


async def test_odd_fields_cost_themselves_only(tmp_path):
    body = {
        "text": 7,
        "language": ["en"],
        "duration": "long",
        "segments": [
            {"start": 2, "end": None, "text": "Half \ud83d a letter", "speaker": {}},
            {"start": 1, "end": "3.5", "text": "First.", "speaker": 4},
            {"text": None},
            {"text": "  "},
            "words",
            None,
        ],
    }
    result = await _result(tmp_path, json.dumps(body))
    assert [(s.text, s.start, s.end, s.speaker) for s in result.transcript.segments] == [
        ("First.", 1.0, 3.5, "Speaker 1"),
        ("Half ? a letter", 2.0, None, None),
    ]
    assert (result.transcript.language, result.transcript.seconds) == (None, None)


async def test_ten_thousand_phrases_out_of_order_are_put_in_order(tmp_path):
    segments = [{"start": n, "end": n + 1, "text": f"Phrase {n}."} for n in range(10_000)]
    result = await _result(tmp_path, {"text": "", "segments": segments[::-1]})
    assert [s.start for s in result.transcript.segments] == list(range(10_000))


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("english", "en"),
        ("German", "de"),
        ("haitian creole", "ht"),
        ("en", "en"),
        ("pt-BR", "pt"),
        ("zh_TW", "zh"),
        ("yue", "yue"),
        ("jw", "jv"),
        ("klingon", None),
        ("<!channel>", None),
        ("", None),
        (None, None),
    ],
)
def test_languages_are_told_by_their_codes(said, code):
    assert code_of(said) == code
