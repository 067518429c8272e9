"""What holds for whoever writes notes, shown by the model that the sandbox has."""

from datetime import date

import pytest

from bot.domain.notes import Maker, Notes
from bot.domain.notetaking import Brief, Notetaker
from tests.notes.contract import NotetakerContract
from tests.notes.model.models import brief, desk, sample, spoken

RECORDINGS = {
    "launch": sample("launch-review.mp3"),
    "call": sample("kundenanruf.m4a"),
    "clip": sample("checkout-clip.mp4"),
    "unknown": spoken(
        "Welcome to the planning of the garden party.",
        "We agreed on the second Saturday of June.",
        "I'll order forty chairs by Monday.",
        "My worry is the rain, to be honest.",
        "And who brings the music?",
    ),
    "nobody": spoken("One voice, and nobody knows whose.", speaker=None),
    "silence": spoken("", " "),
}


async def hold(notetaker: Notetaker, asked: Brief) -> Notes:
    """Have notes written, and see that they are what everybody may rely on."""
    notes = await notetaker.write(asked)
    transcript = asked.transcript
    claims = [
        *(notes.points or ()),
        *(notes.decisions or ()),
        *(notes.actions or ()),
        *(notes.risks or ()),
        *(notes.questions or ()),
    ]
    for claim in claims:
        assert claim.moment is not None
        assert claim.moment.line in range(len(transcript.segments))
        segment = transcript.segments[claim.moment.line]
        assert claim.moment.quote
        assert claim.moment.quote in segment.text
        assert claim.moment.speaker == segment.speaker
        assert (segment.start or 0) <= claim.moment.start <= (segment.end or claim.moment.start)
        assert 0 < len(claim.text) <= 300
        assert claim.text.isprintable()
        assert claim.confidence is None or 0 <= claim.confidence <= 1
    for action in notes.actions or ():
        assert action.owner in {None, *transcript.speakers, *asked.people}
        assert action.due is None or action.due in action.moment.quote
        assert action.due_on is None or (action.due and date.fromisoformat(action.due_on))
    starts = [chapter.start for chapter in notes.chapters or ()]
    assert starts == sorted(set(starts))
    assert notes.origin == notetaker.name
    assert notes.maker is notetaker.maker
    assert notes.made_at is not None
    return notes


class TestContract(NotetakerContract):
    """What holds for every notetaker."""

    @pytest.fixture
    async def notetaker(self, tmp_path):
        async with desk(tmp_path) as d:
            yield d.notetaker


@pytest.mark.parametrize("api", ["openai", "anthropic"])
@pytest.mark.parametrize("name", RECORDINGS)
async def test_every_claim_has_a_moment_whose_line_says_it(tmp_path, name, api):
    async with desk(tmp_path, api) as d:
        notes = await hold(d.notetaker, brief(RECORDINGS[name], people=("Maya", "Priya Rao")))
    assert notes.maker is Maker.MODEL
    assert notes.summary is None
    assert bool(notes.points) is (name != "silence")
    assert notes.actions is not None


async def test_a_meeting_that_nobody_knows_has_what_was_said_in_it(tmp_path):
    async with desk(tmp_path) as d:
        notes = await hold(d.notetaker, brief(RECORDINGS["unknown"]))
    assert [one.moment.line for one in notes.decisions] == [1]
    [chairs] = notes.actions
    assert (chairs.owner, chairs.due, chairs.due_on) == ("Speaker 1", "by Monday", "2026-11-09")
    assert [one.moment.line for one in notes.risks] == [3]
    assert [one.moment.line for one in notes.questions] == [4]


async def test_the_launch_has_its_promises_with_owners_and_dates(tmp_path):
    async with desk(tmp_path) as d:
        notes = await hold(d.notetaker, brief())
    assert [(one.owner, one.due_on) for one in notes.actions] == [
        ("Speaker 2", "2026-11-06"),
        ("Speaker 3", "2026-11-09"),
        ("Speaker 4", "2026-11-05"),
        ("Speaker 2", None),
        ("Speaker 1", "2026-11-04"),
    ]
    assert [one.moment.line for one in notes.decisions] == [12, 13, 15]
    assert "Battery drain on older phones" in notes.topics
