"""The story of one job, for whoever asks how `#n` stands: what was, what is, what follows.

Everything here comes from the store. Times read in each reader's own zone; the middle of a story
that is too long for a message is left out, and said to be.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.domain.errors import Fault
from bot.domain.job import Event, Job, Spent, State
from bot.domain.message import Message, Post, PostState
from bot.domain.ports import Traits
from bot.render import chapters, endings, words
from bot.render.amounts import count, length, listed
from bot.render.blocks import TEXT_MOST, Block, context, section
from bot.render.escape import mrkdwn, one_line
from bot.render.status import awaited, cancel_button, now_mrkdwn, ordered, told_length

FIRST, NEWEST = 3, 12  # steps that are shown of a long story
SHORT = 12 * 3600.0  # seconds within which a time of day says enough
SAID_MOST = 200
TITLE_MOST = 150

_OPEN = frozenset({PostState.WAITING, PostState.INTENDED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of a job beside itself. `next_look`: when it is looked at again."""

    events: Sequence[Event]
    posts: Sequence[Post]
    now: float
    next_look: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One event, or several that were the same."""

    at: float
    told: str
    last: float
    times: int = 1


def story(job: Job, traits: Traits | None, known: Known, *, may_cancel: bool) -> Message:
    """How a job stands and how it came there; with *Cancel* for those who may."""
    names = _names(job, traits)
    head = [_title(job), *_standing(job, traits, names, known)]
    steps = _steps(job, names, known)
    tail = [*_thread(job, known.posts), _people(job, traits)]
    stoppable = not job.ended and job.cancel_at is None and job.state is not State.POSTING
    button = cancel_button(job, traits) if may_cancel and stoppable else None
    blocks: list[Block] = [
        section("\n".join(head), button),
        section("\n".join(steps)),
        section("\n".join(tail)),
        context(_ids(job)),
    ]
    return Message(text=_spoken(head, steps, tail), blocks=tuple(blocks))


def _spoken(head: list[str], steps: list[str], tail: list[str]) -> str:
    """The same in one text, with as many of the newest steps as there is room for."""
    texts = ("\n".join([*head, *steps[first:], *tail]) for first in range(len(steps) + 1))
    return next(text for text in texts if len(text) <= TEXT_MOST)


def _title(job: Job) -> str:
    title = f"*#{job.number}* {mrkdwn(one_line(job.title, TITLE_MOST))}"
    return " · ".join([title, *told_length(job)])


def _names(job: Job, traits: Traits | None) -> dict[str, str]:
    """A service that is no longer set up has kept its name."""
    names = words.terms(traits)
    return names | {"service": job.provider.title()} if job.provider and not traits else names


# how it stands


def _standing(job: Job, traits: Traits | None, names: dict[str, str], known: Known) -> list[str]:
    if job.ended:
        return _ending(job, names)
    if job.cancel_at is None and job.waiting is not None:
        return [
            f"{_waited(job, job.state, job.waiting, names)} {_wait(job, known)}",
            *_crashed(job),
        ]
    if job.cancel_at is None and job.state is State.ASKING:
        return [words.ASKING]
    now = now_mrkdwn(replace(job, waiting=None), traits)
    return [f"{now} {_next(job, known)}".rstrip(), *_crashed(job)]


def _ending(job: Job, names: dict[str, str]) -> list[str]:
    """The last step tells how it ended; what to do about a failure stands here."""
    if job.state is State.DONE:
        return [f"Done in {length((job.finished_at or job.updated_at) - job.created_at)}."]
    retry = [] if _hopeless(job) else [chapters.RETRY.format(number=job.number)]
    if job.failure is None:
        return [" ".join([chapters.BEGAN[job.state], *retry])]
    happened, advice = (text.format(**names) for text in endings.FAULTS[job.failure.fault])
    said = mrkdwn(one_line(job.failure.said, SAID_MOST))
    incident = f" Incident {job.failure.incident}." if job.failure.incident else ""
    return [happened, *([f"“{said}”"] if said else []), " ".join([advice + incident, *retry])]


def _hopeless(job: Job) -> bool:
    fault = job.failure.fault if job.failure else None
    return job.state is State.WITHDRAWN or fault in endings.NO_RETRY


def _wait(job: Job, known: Known) -> str:
    """Since when, after how many tries, and when the next one is."""
    told = chapters.SINCE.format(since=_moment(job.waiting_since or job.updated_at, known.now))
    if job.attempts:
        told += chapters.TRIES.format(tries=count(job.attempts, "failed try", "failed tries"))
    if job.due_at is None or job.due_at <= known.now:
        return f"{told}. {chapters.RIGHT_NOW}"
    return f"{told}. {chapters.AGAIN.format(at=_moment(job.due_at, known.now))}"


def _next(job: Job, known: Known) -> str:
    """When a job that nothing keeps is looked at again."""
    if job.state is State.RUNNING and job.cancel_at is None:
        return _looks(job, known)
    due = job.post_due_at if job.state is State.POSTING else job.due_at
    if due is None or due <= known.now:
        return chapters.RIGHT_NOW
    return chapters.AGAIN.format(at=_moment(due, known.now))


def _looks(job: Job, known: Known) -> str:
    """When its service is asked, and how long it may take."""
    told = []
    if known.next_look is not None:
        soon = known.next_look <= known.now
        look = chapters.LOOK.format(at=_moment(known.next_look, known.now))
        told.append(chapters.RIGHT_NOW if soon else look)
    if job.due_at is not None and job.due_at > known.now:
        told.append(chapters.LIMIT.format(at=_moment(job.due_at, known.now)))
    return " ".join(told)


def _crashed(job: Job) -> list[str]:
    return [chapters.CRASHED.format(times=count(job.crashes, "time"))] if job.crashes else []


# how it came there


def _steps(job: Job, names: dict[str, str], known: Known) -> list[str]:
    steps = _merged(job, names, known.events)
    lines = [_line(step, known.now) for step in steps]
    if len(lines) <= FIRST + NEWEST:
        return lines or [_moment(job.created_at, known.now)]
    left_out = count(len(lines) - FIRST - NEWEST, "step")
    return [*lines[:FIRST], chapters.LEFT_OUT.format(count=left_out), *lines[-NEWEST:]]


def _merged(job: Job, names: dict[str, str], events: Sequence[Event]) -> list[_Step]:
    """Tries that ended alike are one step: the way to the order and back is not told each time."""
    steps: list[_Step] = []
    for event in events:
        if event.state is State.SUBMITTING and event.why not in {None, Fault.CHECKING}:
            continue
        told = _told(job, event, names)
        if steps and steps[-1].told == told:
            steps[-1] = replace(steps[-1], last=event.at, times=steps[-1].times + 1)
        else:
            steps.append(_Step(at=event.at, told=told, last=event.at))
    return steps


def _told(job: Job, event: Event, names: dict[str, str]) -> str:
    began = chapters.BEGAN[event.state].format(**names)
    if event.why is None:
        return began
    if event.state is State.UNDELIVERABLE:
        return began
    if event.state in {State.FAILED, State.ASKING}:
        return f"{began} {endings.FAULTS[event.why][0].format(**names)}"
    return _waited(job, event.state, event.why, names)


def _waited(job: Job, state: State, why: Fault, names: dict[str, str]) -> str:
    told = chapters.WAITED.get(why, chapters.WAITED_ELSE)
    return told.format(service=awaited(job, state, names["service"], why))


def _line(step: _Step, now: float) -> str:
    line = f"{_moment(step.at, now)}  {step.told}"
    if step.times == 1:
        return line
    last = _moment(step.last, now)
    return f"{line} ({chapters.TIMES.format(count=step.times, last=last)})"


# what came of it


def _thread(job: Job, posts: Sequence[Post]) -> list[str]:
    """What stands, what is still to come, and what never will."""
    told = {
        chapters.POSTED: [post for post in posts if post.state is PostState.SENT],
        chapters.TO_POST: [post for post in posts if _to_come(job, post)],
        chapters.NOT_POSTED: [post for post in posts if _lost(job, post)],
    }
    return [text.format(parts=_parts(found)) for text, found in told.items() if found]


def _to_come(job: Job, post: Post) -> bool:
    told_directly = job.state is State.UNDELIVERABLE and post.key.part == "notice"
    return post.state in _OPEN and (told_directly or not job.ended)


def _lost(job: Job, post: Post) -> bool:
    stranded = job.state is State.UNDELIVERABLE and post.state in _OPEN
    return post.state is PostState.DEAD or (stranded and not _to_come(job, post))


def _parts(posts: Sequence[Post]) -> str:
    numbers: dict[str, int] = {}
    for post in posts:
        name = post.key.part.partition("-")[0]
        numbers[name] = numbers.get(name, 0) + 1
    named = [(chapters.PARTS.get(name, name), many) for name, many in numbers.items()]
    told = listed([name + (f" (in {many} messages)" if many > 1 else "") for name, many in named])
    tries = max(post.attempts for post in posts)
    return told + (f", after {count(tries, 'failed try', 'failed tries')}" if tries else "")


def _people(job: Job, traits: Traits | None) -> str:
    who = [chapters.ASKED_BY.format(who=_person(job.requester))]
    if job.user != job.requester:
        who.append(chapters.SHARED_BY.format(who=_person(job.user)))
    if job.cancel_by:
        who.append(chapters.CANCELLED_BY.format(who=_person(job.cancel_by)))
    return f"{', '.join(who)}. {_money(job, traits)}"


def _money(job: Job, traits: Traits | None) -> str:
    if job.ended or job.spent is Spent.BILLED:
        return words.money(job.spent, job.cost, traits)
    if not ordered(job):
        return chapters.NOT_CHARGED
    if job.state is State.SUBMITTING:
        return words.money(Spent.MAYBE, None, traits)
    if job.spent is Spent.NOTHING:  # notes that were there already
        return words.money(job.spent, None, traits)
    return chapters.WILL_CHARGE.format(**words.terms(traits))


def _ids(job: Job) -> str:
    """What an operator looks for in the log and at the service."""
    ids = [f"Job {job.id}", job.account or job.provider or ""]
    if job.ticket is not None:
        ids.append(f"its id there: {job.ticket.remote_id}")
    return " · ".join(filter(None, ids))


def _person(user: str) -> str:
    return f"<@{user}>"


def _moment(at: float, now: float) -> str:
    """A time, with its day where it is not near."""
    near = abs(now - at) < SHORT
    shape = "{time_secs}" if near else "{date_short_pretty} {time_secs}"
    plain = "%H:%M:%S UTC" if near else "%d %b %H:%M:%S UTC"
    return f"<!date^{int(at)}^{shape}|{datetime.fromtimestamp(at, UTC).strftime(plain)}>"
