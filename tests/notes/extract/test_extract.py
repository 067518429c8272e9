"""Notes by wording: verbatim, short, in order, and silent about what they cannot know."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.notes import Maker
from bot.domain.transcript import Segment, Transcript
from bot.notes.extract import Extract
from bot.notes.extract.notetaker import notes_of
from tests.notes.contract import MEETING, NotetakerContract, brief, check, said

WORDS = (
    *("I", "I'll", "you", "send", "the", "budget", "um", "uh,", "we", "decided", "by", "Friday"),
    *(
        "offline",
        "mode",
        "mo-",
        "Tom,",
        "Can",
        "you'll",
        "need",
        "to",
        "tests?",
        "done.",
        "So",
        "5",
    ),
    *(
        "mm",
        "you",
        "know,",
        "—",
        "...",
        "!!!",
        "Lieferung",
        "é",
        "预算",
        "审批。",
        "งบประมาณ",
        "\n",
        ",",
    ),
)
TEXTS = st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join) | st.text(max_size=300)
SEGMENTS = st.builds(
    Segment,
    text=TEXTS,
    start=st.none() | st.floats(0, 30_000),
    speaker=st.none() | st.sampled_from(["Speaker 1", "Maya", "Tom Hale"]),
)
TRANSCRIPTS = st.builds(
    Transcript,
    segments=st.lists(SEGMENTS, max_size=25).map(tuple),
    language=st.none() | st.sampled_from(["en", "de", "zh", "th"]),
)


class TestContract(NotetakerContract):
    @pytest.fixture
    def notetaker(self):
        return Extract()


@settings(max_examples=300)
@given(TRANSCRIPTS)
def test_whatever_was_said_is_only_quoted_and_never_too_much_of_it(transcript):
    notes = notes_of(brief(transcript, people=("Priya Nair",)))

    check(notes, transcript)
    assert len(notes.points) <= 7
    assert len(notes.actions or ()) <= 5
    for claim in (*notes.points, *(notes.actions or ())):
        assert len(claim.text) <= 240
        assert _words_in_order(claim.text, claim.moment.quote)


def _words_in_order(text: str, quote: str) -> bool:
    """Whether the words of a text stand in the quote, in that order."""
    left = iter(_bare(quote))
    return all(word in left for word in _bare(text))


def _bare(text: str) -> list[str]:
    return re.findall(r"\w+", text.upper().casefold())


def test_the_parts_that_wording_cannot_tell_are_not_looked_for():
    notes = notes_of(brief(MEETING))

    assert notes.maker is Maker.EXTRACT
    assert (notes.summary, notes.decisions, notes.questions) == (None, None, None)


def test_points_stand_in_the_order_of_time():
    starts = [point.moment.start for point in notes_of(brief(MEETING)).points]

    assert len(starts) > 2
    assert starts == sorted(starts)


def test_a_long_recording_gets_seven_points_and_topics_about_what_came_up_most():
    parts = [f"{a}{b}" for a in "bcdfgklm" for b in ("arn", "oat", "ell", "ine")]
    lines = [
        ("Maya", f"The harbour project needs a {part} and some {part}s more, they said.")
        for part in parts
    ]

    notes = notes_of(brief(said(*lines * 30)))

    assert len({point.text for point in notes.points}) == 7
    assert notes.topics[0] == "harbour project"


def test_the_same_is_not_told_twice():
    lines = [("Maya", "The harbour budget grows by two million this year.")] * 8
    lines += [("Tom", "Our crane supplier cannot deliver before winter.")]

    points = notes_of(brief(said(*lines))).points

    assert any("crane" in point.text for point in points)


def test_nothing_said_means_looked_for_and_found_none():
    notes = notes_of(brief(said()))

    assert (notes.points, notes.actions, notes.topics) == ((), (), ())


def test_a_giant_segment_is_cut_to_sentences():
    giant = said((None, "We ship the offline mode on Tuesday to ten percent of users. " * 200))

    notes = notes_of(brief(giant))

    (point,) = notes.points
    assert "We ship the offline mode on Tuesday to ten percent of users." in point.text
    assert point.text in giant.segments[0].text


@pytest.mark.parametrize(
    "breath", ["we ship the offline mode on tuesday ", "我们需要在周五之前提交预算审批"]
)
def test_hours_without_a_full_stop_are_cut_all_the_same(breath):
    points = notes_of(brief(said((None, breath * 500)))).points

    assert points
    assert max(len(point.text) for point in points) <= 240


@pytest.mark.parametrize("mark", ["!", "。", '"', " ", "-"])
def test_a_segment_of_marks_costs_no_time(mark):
    notes_of(brief(said((None, mark * 200_000))))


def test_action_items_of_other_languages_are_not_looked_for():
    german = said(
        ("Anna", "Unsere Lieferung von gestern ist nicht angekommen."),
        ("Jan", "Die Lieferung bringe ich um acht Uhr selbst vorbei."),
        language="de",
    )

    notes = notes_of(brief(german))

    assert notes.actions is None
    assert "um acht Uhr" in notes.points[0].text  # "um" hesitates in English only
    assert "Lieferung" in notes.topics


@pytest.mark.parametrize(
    ("language", "line", "topic"),
    [
        ("zh", "我们需要在周五之前提交预算审批。", "预算审批"),
        ("ja", "来週までに予算会議の資料を送ります。", "予算会議"),
        ("th", "เราต้องส่งงบประมาณภายในวันศุกร์", "งบประมาณ"),
    ],
)
def test_languages_without_spaces_have_points_and_topics(language, line, topic):
    fill = {"zh": "今天天气很好。", "ja": "今日はいい天気です。", "th": "วันนี้อากาศดีมาก"}[language]
    told = said((None, line), (None, fill), (None, line), (None, topic), language=language)

    notes = notes_of(brief(told))

    assert line in {point.text for point in notes.points}
    assert any(topic[:4] in found for found in notes.topics)


def test_english_is_known_by_its_words_where_nobody_says_so():
    untold = Transcript(segments=MEETING.segments)
    foreign = said(("Anna", "Die Lieferung bringe ich selbst vorbei."), language=None)

    assert notes_of(brief(untold)).actions
    assert notes_of(brief(foreign)).actions is None


def test_a_greeting_is_no_key_moment_however_much_it_says_of_the_meeting():
    hello = ("Maya", "Good morning, everyone. Welcome to the release and help page meeting.")
    talk = [(segment.speaker, segment.text) for segment in MEETING.segments]

    points = notes_of(brief(said(hello, *talk))).points

    assert points
    assert not any("Welcome" in point.text for point in points)
