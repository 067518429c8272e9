"""Possible action items: whose they are and until when, only where the words say so."""

import pytest

from bot.notes.extract.due import due_of
from bot.notes.extract.notetaker import notes_of
from bot.notes.extract.owners import Owners
from tests.notes.contract import MEETING, brief, said


def test_promises_are_action_items_of_those_who_make_them():
    actions = notes_of(brief(MEETING)).actions

    assert [(action.text, action.owner, action.due, action.due_on) for action in actions] == [
        ("I'll have the battery fix in review by Friday.", "Tom", "by Friday", None),
        ("Sure, I'll publish the new help page on Monday.", "Priya", "on Monday", None),
    ]


def test_only_the_sentences_that_give_the_task_are_its_text():
    told = said(("Ben", "Right. It's a small change. I'll send you the wording tomorrow."))

    (action,) = notes_of(brief(told)).actions

    assert action.text == "I'll send you the wording tomorrow."
    assert action.moment.quote == told.segments[0].text


def test_a_question_that_follows_the_task_is_none_of_it():
    told = said(("Ben", "I'll send the minutes round tomorrow. Anything else we have not covered?"))

    (action,) = notes_of(brief(told)).actions

    assert action.text == "I'll send the minutes round tomorrow."


@pytest.mark.parametrize(
    "text",
    [
        "I'm gonna have to",
        "By Friday I'll need to, um, with the",
        "Is everybody happy about what they'll send on Friday?",
        "What are you gonna do about it by Friday?",
        "I'll have to move on now, could you go through the minutes?",
        "I'll have to hurry you on here, can you send me the next slide?",
    ],
)
def test_what_names_no_task_is_none_however_it_is_worded(text):
    told = said(("Maya", text), ("Tom", "It rained all of last summer."))

    assert notes_of(brief(told)).actions == ()


def test_what_somebody_is_asked_to_do_is_one():
    told = said(("Maya", "Could you send the report to the customer by Friday?"))

    (action,) = notes_of(brief(told)).actions

    assert action.text == "Could you send the report to the customer by Friday?"


def test_a_day_makes_it_a_task_even_in_words_about_a_meeting():
    told = said(("Tom", "I'll wrap up the report of the customer visit by Friday."))

    (action,) = notes_of(brief(told)).actions

    assert action.due == "by Friday"


def test_there_are_five_at_most():
    lines = [("Tom", f"I'll send the report number {n} by Friday.") for n in range(30)]

    assert len(notes_of(brief(said(*lines))).actions) == 5


def test_talk_without_the_wording_of_a_task_is_none():
    told = said(("Tom", "The weather was lovely."), ("Maya", "It rained all of last summer."))

    assert notes_of(brief(told)).actions == ()


@pytest.mark.parametrize(
    ("text", "owner"),
    [
        ("I'll send it tomorrow.", "Tom Hale"),
        ("I\u2019m going to ask Priya about it.", "Tom Hale"),
        ("Priya, can you send it?", "Priya Nair"),
        ("Could you rewrite the page, Priya?", "Priya Nair"),
        ("And Maya will check the numbers.", "Maya"),
        ("Can you send it to Priya?", None),  # she gets it
        ("Priya, Maya, can you send it?", None),
        ("You should send it.", None),
        ("Somebody has to ask Sam, too.", None),  # two have that name
        ("Anna, please send it.", None),  # nobody knows her
    ],
)
def test_an_owner_is_who_promises_or_the_only_one_called_by_name(text, owner):
    owners = Owners(["Tom Hale", "Maya", "Speaker 3"], ["Priya Nair", "Sam Moore", "Sam Lee"])

    assert owners.of(text, "Tom Hale") == owner


def test_without_names_nobody_is_called():
    owners = Owners(["Speaker 1", "Speaker 2"], [])

    assert owners.of("Speaker 2, can you send it?", "Speaker 1") is None
    assert owners.of("I'll send it.", None) is None


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("I'll have it in review by Friday.", "by Friday"),
        ("I'll write it by noon tomorrow.", "by noon tomorrow"),
        ("We ship on Tuesday the 10th, to all.", "on Tuesday the 10th"),
        ("Send it tomorrow morning, please.", "tomorrow morning"),
        ("Please finish it before the next meeting.", "before the next meeting"),
        ("It has to be there by the end of the month.", "by the end of the month"),
        ("I'll do it within two weeks.", "within two weeks"),
        ("by March 3rd", "by March 3rd"),
        ("I'll do it as soon as possible.", "as soon as possible"),
        ("I'll build it in as soon as I have the words.", None),
        ("We may do that in March of our lives", None),
        ("I met her last Friday.", None),
    ],
)
def test_due_is_what_was_said_of_a_day(text, due):
    assert due_of(text) == due
