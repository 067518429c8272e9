"""The result: summary, decisions, action items, topics, and where they come from."""

from collections.abc import Iterator

from bot.domain.job import Job
from bot.domain.message import Message
from bot.domain.notes import ActionItem, Caveat, Moment, Notes, Result, Warned
from bot.render import words
from bot.render.amounts import clock, count, language, length, listed, price
from bot.render.blocks import HEADER_MOST, Block, context, header, line, person, rich, said, weight
from bot.render.escape import mrkdwn, one_line, plain
from bot.render.flow import Paragraph, Run, blocks_of, messages_of

TEXT_MOST = 1500  # of a message's `text`: what notifications and screen readers tell
SAID_MOST = 300

REMARKS = 15
_WHY_NO_NOTES = frozenset({Caveat.NO_NOTES, Caveat.NOTES_TOO_SHORT})
_FIRST = frozenset({Caveat.ROUGH})  # to be read before anything else


def result(job: Job, result: Result) -> list[Message]:
    """One message, or several when the notes are long; the first one stands for all."""
    top = _top(job, result)
    bottom = _bottom(result)
    paragraphs = list(_paragraphs(result.notes)) if result.notes else []
    room = sum(map(weight, top)) + sum(map(weight, bottom)) + TEXT_MOST
    parts = messages_of(blocks_of(paragraphs), room)
    parts = [[*top, *parts[0]], *([_more(job, n, len(parts)), *p] for n, p in _rest(parts))]
    parts[-1] += bottom
    return [
        Message(text=_spoken(job, result) if n == 0 else _spoken_more(job, n), blocks=tuple(part))
        for n, part in enumerate(parts)
    ]


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
    transcript = result.transcript
    seconds = transcript.seconds or job.seconds
    facts = [
        length(seconds) if seconds else "",
        count(len(transcript.speakers), "speaker") if transcript.speakers else "",
        language(transcript.language) if transcript.language else "",
        price(result.cost, result.unit) if result.cost is not None else "",
        f"#{job.number}",
    ]
    return [fact for fact in facts if fact]


def _no_notes(result: Result) -> str:
    reasons = [_warning(w, result) for w in result.warned if w.caveat in _WHY_NO_NOTES]
    return " ".join(reasons) or words.NO_NOTES


def _paragraphs(notes: Notes) -> Iterator[Paragraph]:
    if notes.summary:
        yield _heading(words.SUMMARY)
        for text in filter(str.strip, plain(notes.summary).split("\n")):
            yield _text(text)
    if notes.decisions is not None:
        yield _heading(words.DECISIONS)
        for decision in notes.decisions:
            yield _bullet(Run(text=decision.text), decision.moment, [])
        yield from _none(words.DECISIONS, notes.decisions)
    if notes.actions is not None:
        yield _heading(words.ACTIONS)
        yield from map(_action, notes.actions)
        yield from _none(words.ACTIONS, notes.actions)
    if notes.topics:
        yield _heading(words.TOPICS)
        yield _text(" · ".join(one_line(topic) for topic in notes.topics))
    for section in notes.sections:
        yield _heading(one_line(section.title, HEADER_MOST))
        yield from (_bullet(Run(text=one_line(line)), None, []) for line in section.lines)


def _action(action: ActionItem) -> Paragraph:
    facts = [one_line(action.owner) if action.owner else words.NO_OWNER]
    facts += [f"due {one_line(action.due)}"] if action.due else []
    return _bullet(Run(text=action.text, bold=True), action.moment, facts, owner=action.owner)


def _bullet(
    run: Run, moment: Moment | None, facts: list[str], *, owner: str | None = None
) -> Paragraph:
    """What it is, who and until when; then the words themselves, when and by whom."""
    runs = [run]
    if facts:
        runs.append(Run(text=" · " + " · ".join(facts)))
    if moment:
        runs += _evidence(moment, owner)
    return Paragraph(kind="bullet", runs=tuple(runs))


def _evidence(moment: Moment, owner: str | None) -> Iterator[Run]:
    other = moment.speaker if moment.speaker != owner else None
    by = f", {one_line(other)}" if other else ""
    quote = moment.quote.strip()
    if quote:
        yield Run(text=f"\n“{quote}”", italic=True)
    yield Run(text=f" {clock(moment.start)}{by}" if quote else f" · {clock(moment.start)}{by}")


def _heading(text: str) -> Paragraph:
    return Paragraph(kind="heading", runs=(Run(text=text, bold=True),))


def _text(text: str) -> Paragraph:
    return Paragraph(runs=(Run(text=text),))


def _none(part: str, found: tuple[object, ...]) -> Iterator[Paragraph]:
    if not found:
        yield _text(words.NONE_FOUND[part])


def _bottom(result: Result) -> list[Block]:
    """What is missing, what to mistrust, and where it all comes from."""
    notes = result.notes
    said_above = _FIRST if notes else _FIRST | _WHY_NO_NOTES
    remarks = [_warning(w, result) for w in result.warned if w.caveat not in said_above]
    if notes and (missing := _not_looked_for(notes)):
        remarks.append(words.NOT_LOOKED_FOR.format(parts=listed(missing)))
    told = context(" ".join([*_origin(result), words.EVERY_WORD]))
    return [told, *(context(remark) for remark in remarks[:REMARKS])]


def _origin(result: Result) -> list[str]:
    if result.notes:
        return [words.ORIGINS[result.notes.maker].format(origin=one_line(result.notes.origin, 80))]
    if result.service:
        return [words.TRANSCRIBED_BY.format(service=one_line(result.service, 80))]
    return []


def _not_looked_for(notes: Notes) -> list[str]:
    parts = {
        words.SUMMARY.lower(): notes.summary,
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
        told.append(one_line(notes.summary or "", 900))
        told += [f"{count(len(notes.decisions), 'decision')}."] if notes.decisions else []
        told += [f"{count(len(notes.actions), 'action item')}."] if notes.actions else []
    spoken = mrkdwn(" ".join(filter(None, told)))
    return spoken if len(spoken) <= TEXT_MOST else spoken[:TEXT_MOST].rpartition(" ")[0] + " …"


def _spoken_more(job: Job, index: int) -> str:
    return mrkdwn(f"Notes for {one_line(job.title, HEADER_MOST)}, part {index + 1}")
