"""What a model hands in becomes notes only as far as the transcript bears it out."""

from datetime import date

import pytest

from bot.domain.notes import UNSURE, Moment
from bot.domain.transcript import Segment, Transcript
from bot.notes.model.claims import Claims
from bot.notes.model.draft import Action, Claim, Stretch
from bot.notes.model.facts import named
from bot.notes.model.lines import lines_of

SAID = (
    ("Ada", "The budget for the kiosk is 4,500 dollars, and not a cent more."),
    ("Ben", "Fine. I'll send Chloé the signed offer by Friday."),
    ("Ada", "Could you ask the landlord about the ramp, Dora?"),
    ("Dora", "Sure, I'll call him tomorrow."),
    ("Ben", "If it rains on Saturday we lose about forty percent of the guests."),
    ("Ada", "We will not open before May 3rd."),
)
TRANSCRIPT = Transcript(
    segments=tuple(
        Segment(text=text, start=10.0 * n, end=10.0 * n + 9, speaker=speaker)
        for n, (speaker, text) in enumerate(SAID)
    ),
    language="en",
)


def claims(**more) -> Claims:
    known = {"people": ("Chloé Martin", "Ben"), "day": date(2027, 3, 3)} | more
    return Claims(TRANSCRIPT, lines_of(TRANSCRIPT), **known)


def sure(text: str, *lines: int) -> float | None:
    point = claims().point(Claim(text=text, lines=list(lines)))
    return point and point.confidence


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The kiosk may cost 4,500 dollars.", (0,)),
        ("The kiosk's budget is 4500 dollars.", (0,)),
        ("Ben sends Chloé the signed offer by Friday.", (1,)),
        ("Dora calls the landlord about the ramp tomorrow.", (3, 2)),
        ("Dora calls him tomorrow.", (3,)),  # she speaks
        ("Rain on Saturday would cost 40 percent of the guests.", (4,)),
        ("They do not open before May 3rd.", (5,)),
    ],
)
def test_what_stands_in_its_lines_is_believed(text, lines):
    assert sure(text, *lines) >= UNSURE


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("The kiosk may cost 5,400 dollars.", (0,)),  # another number
        ("The kiosk may cost 4,500 dollars, 10 percent less.", (0,)),
        ("Ben sends Chloé the signed offer by Monday.", (1,)),  # another day
        ("Ben sends Chloé the signed offer on 2027-03-05.", (1,)),  # computed
        ("Ada sends the signed offer by Friday to Eve.", (1,)),  # another name
        ("Dora sends the signed offer by Friday.", (1,)),  # in the next line
        ("The landlord pays for lunch at Mario's.", (2,)),
        ("Rain in October costs guests.", (4,)),
        ("The kiosk may cost 4,500 dollars.", (3,)),  # another line
        ("Completely different matters altogether.", (0,)),  # not a word of it
        ("The kiosk may cost 4,500 dollars.", ()),  # no line
        ("The kiosk may cost 4,500 dollars.", (99, 7)),  # none that exists
        ("", (0,)),
        ("https://evil.example/x", (0,)),
    ],
)
def test_what_does_not_is_no_part_of_the_notes(text, lines):
    assert sure(text, *lines) is None


def test_what_hardly_stands_there_is_marked():
    text = "Management insists upon strict financial discipline regarding the kiosk."
    assert 0 < sure(text, 0) < UNSURE


def test_quote_time_and_speaker_are_those_of_the_clearest_line():
    point = claims().point(Claim(text="Dora calls the landlord tomorrow.", lines=[2, 3]))
    assert point.moment == Moment(start=30.0, quote=SAID[3][1], speaker="Dora", line=3)
    assert TRANSCRIPT.segments[3].text == SAID[3][1]


def test_only_the_first_lines_count():
    assert sure("Dora calls him tomorrow.", 0, 0, 1, 5, 99, 3) is None


def test_who_miscounted_by_one_is_believed_by_the_line_beside():
    point = claims().point(Claim(text="Dora calls him tomorrow.", lines=[4]))
    assert point.moment == Moment(start=30.0, quote=SAID[3][1], speaker="Dora", line=3)
    assert point.confidence >= UNSURE


def test_a_task_found_in_the_line_beside_is_that_speakers():
    said = Action(text="Send the signed offer", lines=[0], owner="Ben", due="by Friday")
    [item] = claims().actions([said], 9)
    assert (item.owner, item.due, item.due_on) == ("Ben", "by Friday", "2027-03-05")
    assert item.moment.line == 1


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Management insists upon strict financial discipline regarding the kiosk.", 1),
        ("Dora calls and sends Chloé the signed offer.", 2),  # in two lines, each a half
        ("Ada calls him tomorrow.", 3),  # its own line says who does
    ],
)
def test_what_the_line_beside_hardly_says_is_not_taken_from_there(text, line):
    assert sure(text, line) is None


ACTIONS = [
    ("Send the signed offer", [1], "Ben", "by Friday", ("Ben", "by Friday", "2027-03-05")),
    ("Send the signed offer", [1], "ben", "Friday", ("Ben", "Friday", "2027-03-05")),
    ("Send the signed offer", [1], "Chloé", None, ("Chloé Martin", None, None)),  # named there
    ("Send the signed offer", [1], "Eve", "by Friday", (None, "by Friday", "2027-03-05")),
    ("Send the signed offer", [1], "<@U123>", "<!channel>", (None, None, None)),
    ("Send the signed offer", [1], "Dora", "Monday", (None, None, None)),
    ("Send the signed offer", [1], None, "2027-03-05", (None, None, None)),
    ("Call him", [3, 2], "Dora", "tomorrow", ("Dora", "tomorrow", "2027-03-04")),
    # the words before it say the contrary
    ("Open the kiosk", [5], "Ada", "May 3rd", ("Ada", "May 3rd", None)),
]


@pytest.mark.parametrize(("text", "lines", "owner", "due", "expected"), ACTIONS, ids=range(9))
def test_owner_and_date_are_only_what_was_said(text, lines, owner, due, expected):
    said = Action(text=f"{text} about {SAID[lines[0]][1][-20:]}", lines=lines, owner=owner, due=due)
    [item] = claims().actions([said], 9)
    assert (item.owner, item.due, item.due_on) == expected
    assert item.due is None or item.due in item.moment.quote


def test_without_a_day_no_date_is_computed():
    said = Action(text="Send the signed offer", lines=[1], owner="Ben", due="by Friday")
    [item] = claims(day=None).actions([said], 9)
    assert (item.due, item.due_on) == ("by Friday", None)


def test_channel_jargon_may_be_spelled_as_it_is_spelled():
    text = "The budget for the kiosk at Kubernetes is 4,500 dollars."
    claim = Claim(text=text, lines=[0])
    assert claims().point(claim) is None
    assert claims(words=("Kubernetes",)).point(claim) is not None


def test_german_nouns_are_no_names():
    transcript = Transcript(
        segments=(Segment(text="Die Lieferung kam nicht an, sagt Herr Brandt.", speaker="Anna"),),
        language="de",
    )
    german = Claims(transcript, lines_of(transcript), people=("Martin",))
    assert german.point(Claim(text="Die ganze Lieferung kam nicht beim Café an.", lines=[0]))
    assert german.point(Claim(text="Die Lieferung kam nicht bei Martin an.", lines=[0])) is None


@pytest.mark.parametrize(
    ("text", "lines", "kept"),
    [
        ("Speaker 12 sends the offer.", [0], True),
        ("Speaker 1 sends the offer.", [0], False),
        ("Speaker 1 reads the offer.", [1], True),
        ("Speaker 12 reads the offer of 12 pages.", [0, 1], False),
    ],
)
def test_a_speakers_number_is_no_number_that_was_said(text, lines, kept):
    transcript = Transcript(
        segments=(
            Segment(text="I send the offer.", speaker="Speaker 12"),
            Segment(text="I read the offer.", speaker="Speaker 1"),
        )
    )
    found = Claims(transcript, lines_of(transcript)).point(Claim(text=text, lines=lines))
    assert (found is not None) is kept


def test_scripts_without_spaces_are_compared_too():
    transcript = Transcript(segments=(Segment(text="我们决定下周二发布新版本。"),), language="zh")
    chinese = Claims(transcript, lines_of(transcript))
    assert chinese.point(Claim(text="下周二发布新版本", lines=[0])).confidence >= UNSURE
    assert chinese.point(Claim(text="老板请大家吃饭", lines=[0])) is None


def test_a_chapter_begins_at_its_first_line_and_is_about_what_is_said_in_it():
    stretches = [
        Stretch(title="Rain and guests", line=4),
        Stretch(title="Budget of the kiosk", line=0),
        Stretch(title="Budget again", line=0),
        Stretch(title="Something else entirely", line=2),
        Stretch(title="Nowhere", line=77),
    ]
    found = claims().chapters(stretches, 9)
    assert [(one.title, one.start) for one in found] == [
        ("Budget again", 0.0),
        ("Rain and guests", 40.0),
    ]


@pytest.mark.parametrize(
    ("name", "whose"),
    [
        ("Maya Lind", "Maya Lind"),
        ("maya", "Maya Lind"),
        ("Lind", None),  # of two of them
        ("Tom Lind", "Tom Lind"),
        ("Speaker 1", "Speaker 1"),
        ("1", None),
        ("", None),
        ("Maya and Tom", None),
    ],
)
def test_a_name_is_somebodys_when_it_is_nobody_elses(name, whose):
    assert named(name, ("Speaker 1", "Maya Lind", "Tom Lind")) == whose
