"""Who spoke when: the shares and stretches are those of what was said."""

import pytest
from inline_snapshot import snapshot

from bot.domain.notes import Chapter
from bot.domain.transcript import Segment, Transcript
from bot.render.timeline import ALT_MOST, ROWS, covered, shares, timeline


def test_a_row_for_each_speaker_and_the_same_in_words():
    chapters = (Chapter(title="Budget", start=60.0), Chapter(title="Hello", start=0.0))
    told = timeline(meeting(("Ann", 0, 90), ("Ben", 90, 120)), "Weekly sync", chapters)
    assert told
    assert [(v.name, v.share, v.spoke) for v in told.voices] == snapshot(
        [("Ann", "75 %", ((0, 90),)), ("Ben", "25 %", ((90, 120),))]
    )
    assert told.alt == snapshot("Who spoke when: Ann 75 %, Ben 25 %")


@pytest.mark.parametrize(
    "said",
    [
        (),
        (("Ann", 0, 9), ("Ann", 9, 12)),
        (("Ann", 0, 9), (None, 9, 12)),
        (("Ann", 0, 9), ("Ben", None, None)),
        (("Ann", 0, 9), ("Ben", 9, 1e9)),
    ],
)
def test_where_there_is_nothing_to_see_there_is_no_picture(said):
    assert timeline(meeting(*said), "Weekly sync", None) is None


def test_who_interrupts_speaks_too_and_nobody_speaks_twice_at_once():
    told = timeline(meeting(("Ann", 0, 10), ("Ben", 5, 10), ("Ann", 8, 15)), "Weekly sync", None)
    assert told
    assert [(v.spoke, v.share) for v in told.voices] == [(((0, 15),), "75 %"), (((5, 10),), "25 %")]


def test_without_an_end_somebody_speaks_until_the_next_one_does():
    told = timeline(meeting(("Ben", 20, None), ("Ann", 0, None)), "Weekly sync", None)
    assert told
    assert [v.spoke for v in told.voices] == [((0, 20),), ((20, 25),)]


def test_shares_are_those_of_the_picture_and_of_the_letters_where_times_are_not_known():
    told = meeting(("Ann", 0, 75), ("Ben", 75, 100), ("Ann", 80, 81))
    picture = timeline(told, "Sync", None)
    assert picture
    assert shares(told) == {voice.name: voice.share for voice in picture.voices}
    assert list(shares(told)) == ["Ann", "Ben"]

    said = (("Ann", 0.0, "Yes."), ("Ben", None, "No, never."), ("Cleo", 2.0, " "))
    untimed = Transcript(segments=tuple(Segment(speaker=w, start=s, text=t) for w, s, t in said))
    assert shares(untimed) == {"Ann": "29 %", "Ben": "71 %", "Cleo": "< 1 %"}


def test_of_many_those_who_speak_most_have_a_row_and_the_others_share_one():
    said = [(f"Speaker {n}", n * 100, n * 100 + (5 if n < 3 else 50)) for n in range(12)]
    told = timeline(meeting(*said, (None, 1200, 1210)), "All hands", None)
    assert told
    assert len(told.voices) == ROWS
    assert [(v.name, v.number) for v in told.voices][0::7] == [("Speaker 3", 4), ("5 others", None)]


def test_speech_that_is_nobodys_is_shown_as_such():
    told = timeline(meeting(("Ann", 0, 50), ("Ben", 50, 98), (None, 98, 100)), "Talk", None)
    assert told
    assert [(v.name, v.share) for v in told.voices] == snapshot(
        [("Ann", "50 %"), ("Ben", "48 %"), ("Unclear who", "2 %")]
    )


def test_who_speaks_a_third_of_the_time_is_no_full_bar():
    """On eight hours a pixel is a minute, in which many speak."""
    spoke = [(start, start + 3.0) for start in range(0, 28_800, 10)]
    assert {round(share, 1) for share in covered(spoke, 28_800.0, 300)} == {0.3}
    assert covered([(1.0, 3.5)], 4.0, 4) == [0.0, 1.0, 1.0, 0.5]


def test_the_words_fit_where_slack_takes_them():
    said = [("x" * 80 + str(n), n, n + 1) for n in range(8)]
    chapters = [Chapter(title="y" * 80, start=float(n)) for n in range(8)]
    told = timeline(meeting(*said), "z" * 40_000, chapters)
    assert told
    assert len(told.alt) <= ALT_MOST


def meeting(*said) -> Transcript:
    return Transcript(
        segments=tuple(
            Segment(text="So.", speaker=who, start=start, end=end) for who, start, end in said
        )
    )
