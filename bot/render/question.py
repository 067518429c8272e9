"""The questions that only a person can answer, with their buttons."""

from bot.domain.errors import Fault
from bot.domain.job import Job
from bot.domain.message import Message
from bot.domain.ports import Traits
from bot.render import words
from bot.render.blocks import Element, actions, button, confirm, line, person, rich, said
from bot.render.escape import mrkdwn, one_line


def question(job: Job, traits: Traits | None) -> Message:
    """What to do with an unredacted transcript, or after an order whose answer got lost."""
    names = words.terms(traits)
    unclear = job.failure is not None and job.failure.fault is Fault.UNCLEAR
    asked = (words.ASK_UNCLEAR if unclear else words.ASK_UNREDACTED).format(**names)
    title = one_line(job.title, 150)
    return Message(
        text=f"#{job.number} {mrkdwn(title)}: {asked}",
        blocks=(
            rich(line(person(job.requester), said(f" {title} · #{job.number}", bold=True))),
            rich(line(said(asked))),
            actions(*(_about_the_order(job, names) if unclear else _about_the_transcript(job))),
        ),
    )


def _about_the_order(job: Job, names: dict[str, str]) -> tuple[Element, Element]:
    truth = words.AGAIN_TRUTH.format(**names)
    ask = confirm(words.AGAIN_ASK, truth, words.AGAIN_YES, words.AGAIN_NO)
    return (
        button(words.AGAIN, "again", job.id, confirm=ask),
        button(words.LEAVE, "leave", job.id),
    )


def _about_the_transcript(job: Job) -> tuple[Element, Element]:
    ask = confirm(words.PUBLISH_ASK, words.PUBLISH_TRUTH, words.PUBLISH_YES, words.PUBLISH_NO)
    return (
        button(words.PUBLISH, "publish", job.id, style="danger", confirm=ask),
        button(words.DISCARD, "discard", job.id),
    )
