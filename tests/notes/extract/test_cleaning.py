"""What is taken out of a passage, and what stays."""

import pytest

from bot.notes.extract.cleaning import cleaned
from bot.notes.extract.passages import passages_of
from tests.notes.contract import said


@pytest.mark.parametrize(
    ("spoken", "written"),
    [
        ("I, I, I think so.", "I think so."),
        ("um so we, uh, we should should ship it, um.", "We should ship it."),
        ("So the des design is, you know, done.", "The design is done."),
        ("Do you know what it is?", "Do you know what it is?"),
        (
            "what we what we need is a a bud budget",
            "What we need is a budget",
        ),
        ("It is very very good, no, no.", "It is very very good, no, no."),
        ("Room two two five has had had enough.", "Room two two five has had had enough."),
        ("The case is 5 mm thick.", "The case is 5 mm thick."),
        ("Okay, right.", "Okay, right."),
        ("Uh.", "Uh."),
        (", uh, um", ", uh, um"),
    ],
)
def test_fillers_and_stutters_go(spoken, written):
    assert cleaned(spoken, english=True) == written


def test_other_languages_keep_what_is_a_word_of_theirs():
    german = "Er kommt um acht, äh, und die, die er mag."

    assert cleaned(german, english=False) == "Er kommt um acht und die, die er mag."


def test_sentences_end_where_a_reader_ends_them():
    text = "Dr. Smith met Mr. Lee on the 5. of May. " * 4

    passages = passages_of(said((None, text)).segments)

    assert {passage.text[:9] for passage in passages} == {"Dr. Smith"}
    assert all(len(passage.text) <= 240 for passage in passages)
