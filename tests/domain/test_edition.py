"""People's names and words reach everything that is shown, and quotes say what was changed in them."""

from dataclasses import replace

from bot.domain.edition import Edition, Voice, edited
from bot.domain.notes import ActionItem, Chapter, Decision, Moment, Notes, Point, Result
from bot.domain.transcript import Segment, Transcript, Word
from bot.domain.vocabulary import Fix

SAID = Moment(start=1.0, quote="I ask eefa on Monday.", speaker="Speaker 1", line=0)
RESULT = Result(
    service="Tuplets",
    transcript=Transcript(
        segments=(
            Segment(
                text="I ask eefa on Monday.",
                start=1.0,
                end=2.5,
                speaker="Speaker 1",
                words=tuple(
                    Word(text=word, start=1.0 + n / 4, end=1.25 + n / 4)
                    for n, word in enumerate(["I", "ask", "eefa", "on", "Monday."])
                ),
            ),
            Segment(text="Speaker 1 is right.", start=3.0, speaker="Speaker 11"),
        )
    ),
    notes=Notes(
        origin="Tuplets",
        summary="Speaker 1 asks eefa, says Speaker 11.",
        points=(Point(text="Speaker 1 asks eefa.", moment=SAID),),
        decisions=(Decision(text="Ask eefa", moment=SAID),),
        actions=(ActionItem(text="Ask eefa", owner="Speaker 1", moment=SAID),),
        topics=("eefa",),
        chapters=(Chapter(title="eefa", start=0.0),),
    ),
)
NAMED = Edition(revision=1, voices={"Speaker 1": Voice(name="Maya"), "Speaker 11": Voice(name="T")})
FIXED = Edition(revision=1, fixes=(Fix(heard="eefa", right="Aoife"),))


def test_nothing_said_changes_nothing():
    assert edited(RESULT, Edition()) is RESULT


def test_a_name_stands_wherever_the_label_stood_and_nowhere_else():
    told = edited(RESULT, NAMED)
    assert told.transcript.speakers == ("Maya", "T")
    assert told.transcript.segments[1].text == "Speaker 1 is right.", "that was said"
    assert told.notes.summary == "Maya asks eefa, says T."
    assert told.notes.actions[0].owner == "Maya"
    assert told.notes.decisions[0].moment.speaker == "Maya"
    assert "Speaker 1" not in str(told.notes)


def test_two_voices_with_one_name_are_one_speaker():
    voices = {"Speaker 11": Voice(name="Speaker 1")}
    told = edited(RESULT, Edition(revision=1, voices=voices))
    assert told.transcript.speakers == ("Speaker 1",)


def test_a_right_word_keeps_what_was_heard_and_its_time():
    told = edited(RESULT, FIXED)
    segment = told.transcript.segments[0]
    assert (segment.text, segment.heard) == ("I ask Aoife on Monday.", "I ask eefa on Monday.")
    assert segment.words[2] == Word(text="Aoife", start=1.5, end=1.75)
    assert told.transcript.segments[1].heard is None


def test_a_quote_is_never_changed_silently():
    told = edited(RESULT, FIXED)
    assert told.notes.points[0].moment.quote == "I ask [Aoife] on Monday."
    assert told.notes.points[0].text == "Speaker 1 asks Aoife."


def test_only_whole_words_are_corrected():
    heard = replace(RESULT.transcript.segments[0], text="eefas eefa", words=())
    result = replace(RESULT, transcript=Transcript(segments=(heard,)), notes=None)
    assert edited(result, FIXED).transcript.segments[0].text == "eefas Aoife"


def test_what_is_no_action_item_is_gone_from_the_list_alone():
    told = edited(RESULT, Edition(revision=1, dismissed=(0,)))
    assert told.notes.actions == ()
    assert told.notes.decisions == RESULT.notes.decisions
