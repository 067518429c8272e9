"""Which lines a question is about: in any language, by their words alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.passages import passages
from bot.domain.transcript import Segment, Transcript

MEETING = (
    "Good morning everybody.",
    "What shall we talk about today?",
    "The offline mode is ready for the launch.",
    "Ben, how much will the servers cost?",
    "Four hundred euros a month.",
    "And we decided to raise the prices in October.",
    "Chloé will write to the customers.",
    "Wir müssen über den Vertrag reden.",
    "我们需要讨论预算问题",
    "下周三之前提交报告",
)


def told(*lines: str) -> Transcript:
    return Transcript(segments=tuple(Segment(text=text) for text in lines))


@pytest.mark.parametrize(
    ("question", "best"),
    [
        ("what did we decide about the price?", 5),
        ("when is the LAUNCH", 2),
        ("How much do servers cost?", 3),
        ("who writes to customers", 6),
        ("wie steht es um die Verträge?", 7),
        ("预算是多少", 8),
        ("报告什么时候提交", 9),
        ("offline", 2),
    ],
)
def test_the_best_line_is_the_one_that_is_asked_about(question: str, best: int):
    assert passages(told(*MEETING), question, 3)[0] == best


@pytest.mark.parametrize(
    "question", ["unicorns", "what did we say on unicorns", "发布", "", "?!", "🎉"]
)
def test_what_is_not_spoken_of_has_no_lines(question: str):
    assert passages(told(*MEETING), question, 3) == []


def test_an_answer_comes_with_its_question():
    assert passages(told(*MEETING), "servers cost", 2) == [3, 4]


def test_a_word_of_every_line_still_finds_some_and_rarer_ones_decide():
    lines = [f"the budget of department {n} was the budget we saw" for n in range(60)]
    lines[40] = "the budget of marketing is frozen"

    assert len(passages(told(*lines), "what about the budget", 3)) == 3
    assert passages(told(*lines), "is the budget of marketing frozen", 1) == [40]


CHATTER = tuple(f"and what about number {n}, that was the one with the paint" for n in range(120))


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("so we put a jog dial into it", "what was decided about the jog dial?"),
        ("the next meeting's in half an hour", "when is the next meeting?"),
    ],
)
def test_short_words_that_belong_together_are_what_is_asked_about(said: str, question: str):
    others = ("that was decided", "a meeting", "we have decided", "the meeting", "what is next")

    lines = (*CHATTER[:60], *others, said, *CHATTER[60:])
    assert passages(told(*lines), question, 1) == [65]


def test_who_is_named_in_a_question_is_meant_as_a_speaker():
    lines = [Segment(text="The price is too high.", speaker=who) for who in ("Ada", "Ben", "Dora")]

    assert passages(Transcript(segments=tuple(lines)), "what did Dora say of the price?", 1) == [2]


def test_a_single_line_with_everything_in_it_is_found():
    assert passages(told("We talked about the budget and lunch."), "budget?", 3) == [0]
    assert passages(told("We talked about the budget and lunch."), "servers?", 3) == []


@given(st.lists(st.text(max_size=40), max_size=8), st.text(max_size=40))
def test_whatever_is_said_and_asked_the_lines_are_there_and_none_comes_twice(lines, question):
    found = passages(told(*lines), question, 5)

    assert len(set(found)) == len(found) <= 5
    assert all(lines[line].strip() for line in found)
