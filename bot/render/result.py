"""The result: one message to read and forward, with what it rests upon, and its buttons."""

from collections.abc import Iterator

from bot.domain.edition import Edition
from bot.domain.job import Job
from bot.domain.message import Message
from bot.domain.notes import Caveat, Maker, Notes, Result, Warned
from bot.render import words
from bot.render.amounts import count, dollars, language, length, listed, price
from bot.render.blocks import (
    HEADER_MOST,
    Block,
    Element,
    actions,
    button,
    context,
    header,
    line,
    person,
    rich,
    said,
    weight,
)
from bot.render.escape import mrkdwn, one_line
from bot.render.flow import messages_of
from bot.render.gist import gist
from bot.render.notes import note_blocks
from bot.render.trust import trusted

TEXT_MOST = 1500  # of a message's `text`: what notifications and screen readers tell
SAID_MOST = 300
SUMMARY_MOST = 900

REMARKS = 15
_WHY_NO_NOTES = frozenset({Caveat.NO_NOTES, Caveat.NOTES_TOO_SHORT})
_FIRST = frozenset({Caveat.ROUGH})  # to be read before anything else


def result(job: Job, result: Result, edition: Edition, *, rewrites: bool = False) -> list[Message]:
    """One message, or several when the notes are long; the first one stands for all.

    `rewrites`: whether somebody could write the notes anew.
    """
    top = _top(job, result)
    bottom = [*_bottom(result, edition), actions(*_buttons(job, result, rewrites=rewrites))]
    body = (
        note_blocks(result.notes, job.id, len(result.transcript.speakers)) if result.notes else []
    )
    room = sum(map(weight, top)) + sum(map(weight, bottom)) + TEXT_MOST
    parts = messages_of(body, room)
    parts = [[*top, *parts[0]], *([_more(job, n, len(parts)), *p] for n, p in _rest(parts))]
    parts[-1] += bottom
    return [
        Message(text=_spoken(job, result) if n == 0 else _spoken_more(job, n), blocks=tuple(part))
        for n, part in enumerate(parts)
    ]


def moved(job: Job) -> Message:
    """In place of a part that is no longer needed."""
    told = words.MOVED.format(number=job.number)
    return Message(text=told, blocks=(context(told),))


def remarks(result: Result) -> list[str]:
    """What was not delivered and what to mistrust, a sentence each."""
    return [_warning(warned, result) for warned in result.warned]


def _rest(parts: list[list[Block]]) -> Iterator[tuple[int, list[Block]]]:
    return ((n, part) for n, part in enumerate(parts) if n > 0)


def _top(job: Job, result: Result) -> list[Block]:
    blocks = [header(one_line(job.title, HEADER_MOST)), context(" · ".join(_facts(job, result)))]
    if job.requester != job.user:
        blocks.append(rich(line(said("For "), person(job.requester))))
    first = [_warning(warned, result) for warned in result.warned if warned.caveat in _FIRST]
    blocks += [rich(line(said(warning, bold=True))) for warning in first]
    if result.notes is None:
        blocks.append(rich(line(said(_no_notes(result)))))
    return blocks


def _facts(job: Job, result: Result) -> list[str]:
    transcript, notes = result.transcript, result.notes
    seconds = transcript.seconds or job.seconds
    facts = [
        length(seconds) if seconds else "",
        count(len(transcript.speakers), "speaker") if transcript.speakers else "",
        language(transcript.language) if transcript.language else "",
        price(result.cost, result.unit) if result.cost is not None else "",
        words.NOTES_COST.format(price=dollars(notes.cost)) if notes and notes.cost else "",
        f"#{job.number}",
    ]
    return [fact for fact in facts if fact]


def _no_notes(result: Result) -> str:
    reasons = [_warning(w, result) for w in result.warned if w.caveat in _WHY_NO_NOTES]
    return " ".join(reasons) or words.NO_NOTES


def _buttons(job: Job, result: Result, *, rewrites: bool) -> list[Element]:
    ours = result.notes is None or result.notes.maker is not Maker.SERVICE
    return [
        *([button(words.NAME_SPEAKERS, "name", job.id)] if result.transcript.speakers else []),
        button(words.OTHER_FORMATS, "formats", job.id),
        *([button(words.WRITE_AGAIN, "rewrite", job.id)] if rewrites and ours else []),
    ]


def _bottom(result: Result, edition: Edition) -> list[Block]:
    """What is missing, what to mistrust, and where it all comes from."""
    notes = result.notes
    said_above = _FIRST if notes else _FIRST | _WHY_NO_NOTES
    remarks = [_warning(w, result) for w in result.warned if w.caveat not in said_above]
    if notes and (missing := _not_looked_for(notes)):
        remarks.append(words.NOT_LOOKED_FOR.format(parts=listed(missing)))
    remarks += trusted(result.transcript)
    told = context(" ".join([*_origin(result), words.EVERY_WORD]))
    named = [said(words.NAMED_BY), person(edition.named_by)] if edition.named_by else []
    return [
        told,
        *(context(remark) for remark in remarks[:REMARKS]),
        *([rich(line(*named))] if named else []),
    ]


def _origin(result: Result) -> list[str]:
    if result.notes:
        told = words.ORIGINS[result.notes.maker]
        return [told.format(origin=one_line(result.notes.origin, 80))]
    if result.service:
        return [words.TRANSCRIBED_BY.format(service=one_line(result.service, 80))]
    return []


def _not_looked_for(notes: Notes) -> list[str]:
    summed_up = notes.points if notes.maker is Maker.MODEL else notes.summary
    parts = {
        words.SUMMARY.lower(): summed_up,
        words.DECISIONS.lower(): notes.decisions,
        words.ACTIONS.lower(): notes.actions,
    }
    return [name for name, part in parts.items() if part is None]


def _warning(warned: Warned, result: Result) -> str:
    """A caveat in our words, with what the service said of it."""
    service = result.service or "The service"
    told = words.CAVEATS[warned.caveat].format(service=one_line(service, 80))
    detail = one_line(warned.detail, SAID_MOST)
    if warned.caveat is Caveat.SERVICE_SAYS:
        return f"{told} “{detail}”"
    return f"{told} (“{detail}”)" if detail else told


def _more(job: Job, index: int, total: int) -> Block:
    return context(f"{one_line(job.title, HEADER_MOST)} · part {index + 1} of {total}")


def _spoken(job: Job, result: Result) -> str:
    """A real summary: some people hear nothing but this."""
    notes = result.notes
    told = [f"Notes for {one_line(job.title, HEADER_MOST)} ({', '.join(_facts(job, result))})."]
    if notes is None:
        told.append(_no_notes(result))
    else:
        told.append(_summary(notes, len(result.transcript.speakers)))
        told += [f"{count(len(notes.decisions), 'decision')}."] if notes.decisions else []
        told += [f"{count(len(notes.actions), 'action item')}."] if notes.actions else []
    spoken = mrkdwn(" ".join(filter(None, told)))
    return spoken if len(spoken) <= TEXT_MOST else spoken[:TEXT_MOST].rpartition(" ")[0] + " …"


def _summary(notes: Notes, speakers: int) -> str:
    """What it was about, as far as there is room."""
    said = [notes.summary] if notes.summary else gist(notes, speakers)
    return one_line(" ".join(said), SUMMARY_MOST)


def _spoken_more(job: Job, index: int) -> str:
    return mrkdwn(f"Notes for {one_line(job.title, HEADER_MOST)}, part {index + 1}")
