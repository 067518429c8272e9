"""From what OpenAI-compatible servers say to what people read."""

import json
from pathlib import Path

import pytest

from bot.domain.notes import Caveat, Warned
from bot.domain.ports import Finished
from bot.domain.recording import Wish
from bot.domain.transcript import Segment
from bot.providers.openai.book import Part
from bot.providers.openai.languages import code_of
from bot.providers.openai.outcome import to_result
from bot.providers.openai.wire import Answer
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
    kettle, watch = result.transcript.segments
    assert (kettle.text, watch.text) == ("The kettle is on the stove.", "Somebody should watch it.")
    assert (kettle.start, kettle.end) == (0.0, pytest.approx(3.32))
    assert (watch.start, watch.end) == (pytest.approx(3.32), pytest.approx(8.47))
    assert kettle.confidence == pytest.approx(0.75, abs=0.01), "e to the mean of its logarithms"
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


def _part(offset, *segments, language=None, **more):
    answer = Answer.model_validate({"segments": segments, "language": language, **more})
    return Part(
        file="", suffix="", content_type="", size=1, seconds=10.0, offset=offset, answer=answer
    )


def test_a_part_says_nothing_of_what_is_beside_it():
    one = _part(
        0.0,
        {"start": 9.0, "end": 14.0, "text": "The end."},
        {"start": 11.0, "end": 15.0, "text": "Thanks for watching."},
    )
    other = _part(10.0, {"start": -0.5, "end": 2.0, "text": "Next."}, duration=9.5)
    result = to_result([one, other], Wish(speakers=False))
    assert [(s.text, s.start, s.end) for s in result.transcript.segments] == [
        ("The end.", 9.0, 10.0),
        ("Thanks for watching.", 10.0, 10.0),
        ("Next.", 10.0, 12.0),
    ]
    assert result.transcript.seconds == 19.5


def test_the_language_is_that_of_the_first_part_that_tells_one():
    parts = [_part(0.0), _part(10.0, language="german"), _part(20.0, language="english")]
    assert to_result(parts, Wish()).transcript.language == "de"
    assert to_result(parts[:1], Wish(language="fr")).transcript.language == "fr"
    assert to_result(parts, Wish()).transcript.seconds == 30.0


def test_where_voices_are_told_apart_in_one_part_alone_nobody_is_warned():
    parts = [_part(0.0), _part(10.0, {"start": 0.0, "end": 1.0, "text": "Hi.", "speaker": "A"})]
    result = to_result(parts, Wish())
    assert (result.transcript.speakers, result.warned) == (("Speaker 1",), ())


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
