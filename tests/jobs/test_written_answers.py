"""Answers that somebody else writes: only ever with the transcript's own lines, or not at all."""

from dataclasses import dataclass
from typing import Any

import pytest

from bot.domain.edition import Edition
from bot.domain.errors import Fault, NeedsOperator, Rejected, Transient
from bot.domain.message import Asked
from bot.domain.notes import Moment, Result
from bot.domain.notetaking import Answer
from bot.domain.transcript import Segment, Transcript
from bot.jobs.questions import Questions
from bot.render.paper import BlockPaper
from tests.render.values import a_job, faults

LINES = ("We talked about lunch.", "The budget is frozen.", "Until October.")
ASKED = Asked(question="what about the budget?", asker="U1")


@dataclass
class Room:
    """What a question needs of the engine room: it is its own store and answerer."""

    says: Answer | Exception | None = None
    lines: tuple[str, ...] = LINES
    given: tuple[int, ...] = ()

    @property
    def store(self) -> Any:
        return self

    @property
    def answerer(self) -> Any:
        return self if self.says else None

    @property
    def paper(self) -> BlockPaper:
        return BlockPaper()

    async def edition(self, job_id: str) -> Edition:
        return Edition()

    async def result(self, job_id: str) -> Result:
        segments = (
            Segment(text=text, start=60.0 * n, speaker="Ada") for n, text in enumerate(self.lines)
        )
        return Result(transcript=Transcript(segments=tuple(segments)))

    async def answer(self, question) -> Answer:
        self.given = question.passages
        if isinstance(self.says, Exception):
            raise self.says
        return self.says


def moment(line: int | None, quote: str = "made up") -> Moment:
    return Moment(start=999.0, quote=quote, line=line)


async def told(room: Any, asked: Asked = ASKED) -> str:
    message = await Questions(room).answer(a_job(), asked)
    assert faults(message) == []
    return message.text + str(message.blocks)


async def test_prose_comes_with_the_lines_it_rests_on_in_their_own_words():
    room = Room(Answer(moments=(moment(1), moment(1), moment(7)), text="Frozen.", origin="Llama"))
    answer = await told(room)

    assert answer.count("0:01:00 Ada:") == 2  # in the text, and in a block
    assert "The budget is frozen." in answer
    assert "Frozen." in answer
    assert "Written by Llama from these lines" in answer
    assert "made up" not in answer
    assert 1 in room.given


@pytest.mark.parametrize("moments", [(), (moment(None),), (moment(-1),), (moment(99),)])
async def test_without_a_line_to_rest_on_nothing_is_claimed(moments):
    answer = await told(Room(Answer(moments=moments, text="The moon is made of cheese.")))

    assert "That was not said in this recording." in answer
    assert "cheese" not in answer


@pytest.mark.parametrize(
    "error",
    [Transient("x"), Rejected("x", Fault.REFUSED), NeedsOperator("x", Fault.FORBIDDEN)],
)
async def test_when_nobody_can_write_it_the_passages_stand_for_themselves(error):
    answer = await told(Room(error))

    assert "What comes closest" in answer
    assert "The budget is frozen." in answer
    assert "Until October." in answer


async def test_what_is_not_spoken_of_is_asked_of_nobody():
    room = Room(Answer(moments=(moment(1),), text="Yes."))
    assert "That was not said" in await told(room, Asked(question="unicorns?", asker="U1"))
    assert room.given == ()


async def test_other_peoples_words_are_harmless_in_an_answer():
    room = Room(lines=("<!channel> budget & <@U9>" * 200,))
    asked = Asked(question="<!here> budget *x*", asker="U1")
    message = await Questions(room).answer(a_job(), asked)

    assert faults(message) == []
    assert "<" not in message.text
    assert "&lt;!channel&gt;" in message.text
    assert "mrkdwn" not in str(message.blocks)
