"""The questions that only a person can answer, with their buttons."""

from bot.domain.errors import Fault
from bot.domain.job import Job
from bot.domain.message import Message
from bot.domain.ports import Traits
from bot.render import choices, words
from bot.render.blocks import Element, actions, button, confirm, line, person, rich, said
from bot.render.escape import mrkdwn, one_line


def question(job: Job, traits: Traits | None) -> Message:
    """What to do with an unredacted transcript, or after an order whose answer got lost."""
    names = words.terms(traits)
    unclear = job.failure is not None and job.failure.fault is Fault.UNCLEAR
    asked = (_unclear(traits) if unclear else choices.ASK_UNREDACTED).format(**names)
    typed = choices.TYPE_AGAIN if unclear else choices.TYPE_PUBLISH
    title = one_line(job.title, 150)
    return Message(
        text=f"#{job.number} {mrkdwn(title)}: {asked}",
        typed=typed.format(number=job.number, **names),
        blocks=(
            rich(line(person(job.requester), said(f" {title} · #{job.number}", bold=True))),
            rich(line(said(asked))),
            actions(*(_about_the_order(job, names) if unclear else _about_the_transcript(job))),
        ),
    )


def _unclear(traits: Traits | None) -> str:
    return choices.ASK_BLIND if traits and not traits.lists else choices.ASK_UNCLEAR


def _about_the_order(job: Job, names: dict[str, str]) -> tuple[Element, Element]:
    truth = choices.AGAIN_TRUTH.format(**names)
    ask = confirm(choices.AGAIN_ASK, truth, choices.AGAIN_YES, choices.AGAIN_NO)
    return (
        button(choices.AGAIN, "again", job.id, confirm=ask),
        button(choices.LEAVE, "leave", job.id),
    )


def _about_the_transcript(job: Job) -> tuple[Element, Element]:
    ask = confirm(
        choices.PUBLISH_ASK, choices.PUBLISH_TRUTH, choices.PUBLISH_YES, choices.PUBLISH_NO
    )
    return (
        button(choices.PUBLISH, "publish", job.id, style="danger", confirm=ask),
        button(choices.DISCARD, "discard", job.id),
    )
