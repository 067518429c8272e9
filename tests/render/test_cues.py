"""Subtitles can be read in their time, and stand when their words are said."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.transcript import Segment, Transcript, Word
from bot.render.cues import COLUMNS, LINES, LONGEST, cues

SPEECH = (
    "We looked at the numbers again. The launch moves to May, because the partner needs two more"
    " weeks for their review and nobody wants to hurry them. Ben sends the draft by Friday!"
)


def test_a_long_utterance_becomes_cues_that_can_be_read():
    made = shown(Segment(text=SPEECH, start=10.0, end=40.0, speaker="Speaker 1"))
    assert " ".join(line for cue in made for line in cue.lines) == SPEECH
    assert all(len(cue.lines) <= LINES for cue in made)
    assert all(len(line) <= COLUMNS for cue in made for line in cue.lines)
    assert all(cue.end - cue.start <= LONGEST for cue in made)
    assert (made[0].start, made[-1].end) == (10.0, 40.0)
    assert [cue.opens for cue in made] == [True] + [False] * (len(made) - 1)


def test_a_speakers_name_has_its_room_in_the_first_line():
    made = shown(Segment(text=SPEECH, start=0.0, end=30.0, speaker="Speaker 1"))
    assert len("Speaker 1: " + made[0].lines[0]) <= COLUMNS


def test_cues_begin_with_their_words_where_the_words_times_are_known():
    """He speaks fast, is silent for a minute, and speaks on."""
    fast = [Word(text=w, start=n * 0.2, end=n * 0.2 + 0.2) for n, w in enumerate(["one", "two"])]
    late = [Word(text=w, start=60 + n, end=61 + n) for n, w in enumerate(["three", "four."])]
    segment = Segment(text="one two three four.", start=0.0, end=62.0, words=(*fast, *late))
    first, second = shown(segment)
    assert (first.lines, first.start, first.end) == (("one two",), 0.0, LONGEST)
    assert (second.lines, second.start, second.end) == (("three four.",), 60.0, 62.0)


def test_a_words_end_that_is_too_late_does_not_move_the_words_after_it():
    """Two lines of letters, each of which may be cut; the service is wrong about one word."""
    said = ["\u4f1a\u8b70" * 10, "\u8b70\u4f1a" * 11, "\u4f1a\u4f1a" * 10]
    times = [(0.0, 5.0), (5.0, 60.0), (10.0, 14.0)]
    words = tuple(Word(text=w, start=a, end=b) for w, (a, b) in zip(said, times, strict=True))
    made = shown(Segment(text=" ".join(said), start=0.0, end=60.0, words=words))
    assert [cue.start for cue in made] == sorted(cue.start for cue in made)
    assert made[-1].start >= 10.0
    assert made[-1].end <= 14.0 + LONGEST


def test_words_that_are_written_together_or_apart_keep_their_times():
    words = (Word(text="re-", start=1.0, end=2.0), Word(text="view", start=9.0, end=10.0))
    (cue,) = shown(Segment(text="re-view", start=1.0, end=10.0, words=words))
    assert cue.start == 1.0
    letters = tuple(Word(text=c, start=n, end=n + 1.0) for n, c in enumerate("\u4f1a\u8b70" * 10))
    segment = Segment(text="\u4f1a\u8b70" * 10, start=0.0, end=20.0, words=letters)
    assert [cue.start for cue in shown(segment)] == [0.0, 7.0, 14.0]


def test_wide_letters_take_two_columns():
    made = shown(Segment(text="\u4f1a\u8b70" * 40, start=0.0, end=20.0))
    assert {len(line) for cue in made for line in cue.lines} == {21, 7, 3}


def test_without_times_everything_is_shown_one_after_the_other():
    said = [Segment(text="First."), Segment(text="Second."), Segment(text="Third.")]
    made = list(cues(Transcript(segments=tuple(said), seconds=30.0)))
    assert [cue.lines for cue in made] == [("First.",), ("Second.",), ("Third.",)]
    assert all(a.end <= b.start for a, b in itertools.pairwise(made))


@pytest.mark.parametrize("spaced", [True, False])
def test_eight_hours_in_one_utterance_are_cut_without_looking_at_all_of_it_each_time(spaced: bool):
    text = ("word " if spaced else "\u8a9e") * 20_000
    made = shown(Segment(text=text, start=0.0, end=8 * 3600.0))
    assert len(made) > 1_000


moments = st.floats(0, 1e5)


@given(
    st.lists(
        st.builds(
            Segment,
            text=st.text(max_size=200),
            start=st.none() | moments,
            end=st.none() | moments,
            speaker=st.none() | st.text(min_size=1, max_size=60),
            words=st.lists(
                st.builds(Word, text=st.text(max_size=5), start=moments, end=moments)
            ).map(tuple),
        ),
        max_size=8,
    )
)
def test_whatever_a_service_says_no_cue_is_too_long_or_before_the_last(said: list[Segment]):
    made = list(cues(Transcript(segments=tuple(said))))
    for cue in made:
        assert cue.start < cue.end <= cue.start + LONGEST + 1e-6
        assert 1 <= len(cue.lines) <= LINES
    assert all(a.start <= b.start for a, b in itertools.pairwise(made))


def shown(segment: Segment) -> list:
    return list(cues(Transcript(segments=(segment,))))
