"""Direct messages: to who asked for notes whose thread is gone, and to whoever runs the bot."""

from bot.domain.errors import Fault
from bot.domain.job import Job
from bot.domain.message import Message
from bot.domain.ports import Traits
from bot.render import endings, words
from bot.render.blocks import Block, actions, button, line, rich, said
from bot.render.escape import mrkdwn, one_line


def notice(job: Job, traits: Traits | None, *, kept: bool) -> Message:
    """What could not be posted; `kept`: its result is there and can be had here."""
    title = f"#{job.number} {one_line(job.title, 150)}"
    told = words.THREAD_GONE_KEPT if kept else words.THREAD_GONE
    money = words.money(job.spent, job.cost, traits)
    blocks: list[Block] = [
        rich(line(said(title, bold=True))),
        rich(line(said(f"{told} {money}"))),
    ]
    typed = ""
    if kept:
        typed = words.TYPE_HERE.format(number=job.number)
        blocks.append(actions(button(words.HERE, "here", job.id, style="primary")))
    return Message(text=f"{mrkdwn(title)}: {told} {money}", blocks=tuple(blocks), typed=typed)


def to_operator(service: str, fault: Fault) -> Message:
    """A service takes no orders until somebody acts."""
    told = endings.TO_OPERATOR[fault].format(service=service)
    return Message(text=told, blocks=(rich(line(said(told))),))
