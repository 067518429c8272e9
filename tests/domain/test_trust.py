"""What a transcript tells of itself: silence, doubt, another script."""

import pytest

from bot.domain.transcript import Segment, Transcript
from bot.domain.trust import drifted, silence, unsure


def said(*texts: str, seconds: float = 10.0, **more) -> Transcript:
    """A second of speech, a second of silence, and so on."""
    segments = (
        Segment(text=text, start=2.0 * n, end=2.0 * n + 1.0, **more) for n, text in enumerate(texts)
    )
    return Transcript(segments=tuple(segments), seconds=seconds)


def test_silence_is_what_nobody_spoke_in():
    assert silence(said("a", "b")) == pytest.approx(0.8)


def test_people_who_speak_at_once_fill_their_time_once():
    both = (Segment(text="a", start=0.0, end=6.0), Segment(text="b", start=4.0, end=5.0))
    assert silence(Transcript(segments=both, seconds=10.0)) == pytest.approx(0.4)


@pytest.mark.parametrize(
    "transcript",
    [
        Transcript(segments=()),
        Transcript(segments=(Segment(text="a", start=0.0),), seconds=10.0),
        Transcript(segments=(Segment(text="a", start=0.0, end=1.0),)),
    ],
)
def test_where_times_are_missing_nobody_knows(transcript):
    assert silence(transcript) is None


def test_passages_that_the_service_doubts_are_told():
    transcript = said("a", "b", confidence=0.3)
    assert unsure(transcript) == transcript.segments
    assert unsure(said("a", confidence=0.9)) == unsure(said("a")) == ()


def test_another_script_for_a_while_is_a_drift():
    english = "We talked about the budget for next year."
    russian = "\u041c\u044b \u0433\u043e\u0432\u043e\u0440\u0438\u043b\u0438 \u043e \u0431\u044e\u0434\u0436\u0435\u0442\u0435"
    transcript = said(english, russian, english, english)
    assert drifted(transcript) == (transcript.segments[1],)
    assert drifted(said(english, f"{english} \u041c\u044b")) == ()


def test_japanese_mixes_three_scripts_and_has_not_drifted():
    transcript = said(
        "\u4e88\u7b97\u306b\u3064\u3044\u3066\u8a71\u3057\u307e\u3057\u305f\u3002\u30d7\u30ed\u30b8\u30a7\u30af\u30c8"
        * 2,
        "\u30d7\u30ed\u30b8\u30a7\u30af\u30c8" * 4,
    )
    assert drifted(transcript) == ()
