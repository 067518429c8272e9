"""The status message: one per recording, changed only when there is something new to read."""

from collections.abc import Sequence
from datetime import UTC, datetime
from math import ceil

from bot.domain.errors import Fault
from bot.domain.job import Job, Spent, State
from bot.domain.message import Message
from bot.domain.ports import Traits
from bot.domain.recording import Link
from bot.render import endings, words
from bot.render.amounts import UNKNOWN_LENGTH, dollars, length, listed
from bot.render.blocks import (
    Block,
    Element,
    actions,
    button,
    confirm,
    context,
    line,
    moment,
    person,
    quote,
    rich,
    said,
)
from bot.render.escape import mrkdwn, one_line

TITLE_MOST = 150
SAID_MOST = 500
TELL_AFTER = 30.0  # seconds
LONG_WAIT = 600.0  # seconds from which on the next try is told by its time

_ORDERED = frozenset({State.SUBMITTING, State.RUNNING, State.ASKING, State.NOTING, State.POSTING})
_PRICED = frozenset({State.SENDING, State.READY, State.SUBMITTING, State.RUNNING})
_STAGES = (words.RECEIVED, words.TRANSCRIBING, words.NOTES)
_STAGE = {
    State.ACCEPTED: 0,
    State.SENDING: 0,
    State.READY: 0,
    State.SUBMITTING: 1,
    State.RUNNING: 1,
    State.ASKING: 2,
    State.NOTING: 2,
    State.POSTING: 2,
}
_NOW = {
    State.ACCEPTED: words.WAITING,
    State.SENDING: words.SENDING,
    State.READY: words.READY,
    State.SUBMITTING: words.SUBMITTING,
    State.ASKING: words.ASKING,
    State.NOTING: words.NOTING,
    State.POSTING: words.POSTING,
}


def status(job: Job, traits: Traits | None) -> Message:
    """How a recording stands."""
    match job.state:
        case State.DONE:
            return _done(job, traits)
        case State.FAILED | State.UNDELIVERABLE:
            return _failed(job, traits)
        case State.CANCELLED:
            return _cancelled(job, traits)
        case State.WITHDRAWN:
            return _one_line(f"{words.WITHDRAWN} {words.money(job.spent, job.cost, traits)}", job)
        case _:
            return _under_way(job, traits)


def now_text(job: Job, traits: Traits | None) -> str:
    """What is happening now, in plain words."""
    return _unmarked(_now(job, traits))


def now_mrkdwn(job: Job, traits: Traits | None) -> str:
    """The same in mrkdwn, where a time is a time in each reader's own zone."""
    return "".join(map(_marked, _now(job, traits)))


def ordered(job: Job) -> bool:
    """Whether the paid call was made or intended."""
    return job.state in _ORDERED or job.spent is not Spent.NOTHING


def told_length(job: Job) -> list[str]:
    """How long it is; of what is ordered without anybody knowing it, that."""
    if job.seconds:
        return [length(job.seconds)]
    return [UNKNOWN_LENGTH] if job.state in _ORDERED else []


def cancel_button(job: Job, traits: Traits | None) -> Element:
    """Stops a recording, once its price is known to who presses it."""
    truth = words.cancel_truth(ordered=ordered(job), traits=traits)
    ask = confirm(words.CANCEL_ASK, truth, words.CANCEL_YES, words.CANCEL_NO)
    return button(words.CANCEL, "cancel", job.id, style="danger", confirm=ask)


def expected_end(job: Job) -> float | None:
    """When the service will be done, rounded up so that a small change of mind changes nothing.

    To the minute for the next ten minutes, to five minutes beyond.
    """
    if job.progress is None or job.progress.left is None:
        return None
    step = 60 if job.progress.left <= 10 * 60 else 300
    return ceil((job.progress.at + job.progress.left) / step) * step


def awaited(job: Job, state: State, service: str, why: Fault | None = None) -> str:
    """Who has to answer: before the service has the audio it may be Slack, or a link's server."""
    if state is State.NOTING:
        return words.MODEL
    if why in words.OF_THE_ACCOUNT:
        return service
    ours = "The link's server" if isinstance(job.source, Link) else "Slack"
    match state:
        case State.ACCEPTED:
            return ours
        case State.SENDING:
            return f"{ours} or {service}"
        case _:
            return service


def _under_way(job: Job, traits: Traits | None) -> Message:
    now = _now(job, traits)
    blocks = [
        rich(line(said(one_line(job.title, TITLE_MOST), bold=True), *_facts(job)), _stages(job)),
        rich(line(*now)),
    ]
    if job.cancel_at is None and job.state is not State.POSTING:
        blocks.append(actions(cancel_button(job, traits)))
    text = f"{_spoken(job)}: {mrkdwn(_unmarked(now))}"
    return Message(text=text, blocks=tuple(blocks))


def _unmarked(runs: Sequence[Element]) -> str:
    return "".join(str(run.get("text") or run["fallback"]) for run in runs)


def _marked(run: Element) -> str:
    if run["type"] == "date":
        return f"<!date^{run['timestamp']}^{{time}}|{run['fallback']}>"
    return mrkdwn(str(run["text"]))


def _facts(job: Job) -> list[Element]:
    return [said(" · " + " · ".join([*told_length(job), f"#{job.number}"]))]


def _stages(job: Job) -> Element:
    """Received → Transcribing → Notes: what is over has a tick, what is on stands out."""
    at = _STAGE[job.state]
    runs: list[Element] = []
    for index, stage in enumerate(_STAGES):
        runs.append(said(f"✓ {stage}" if index < at else stage, bold=index == at))
        runs.append(said("  →  "))
    return line(*runs[:-1])


def _now(job: Job, traits: Traits | None) -> list[Element]:
    more = [_list_price(job, traits), _held(job)]
    return [*_passed(job, traits), *_doing(job, traits), *(said(f" {one}") for one in more if one)]


def _passed(job: Job, traits: Traits | None) -> list[Element]:
    """Who could not take it, while another one is at it."""
    if not job.passed or traits is None:
        return []
    told = words.PASSED_ON.format(others=listed(list(job.passed)), service=traits.label)
    return [said(f"{one_line(told, SAID_MOST)} ")]


def _list_price(job: Job, traits: Traits | None) -> str:
    """What it will cost, once its length is known and before the service says what it did."""
    price = traits.price if traits else None
    hindered = job.waiting is not None or job.cancel_at is not None
    if price is None or traits is None or not job.seconds or job.state not in _PRICED or hindered:
        return ""
    cost = price.of(job.wish, job.seconds)
    told = words.LEAST_PRICE if cost.least else words.LIST_PRICE
    amount, an_hour = dollars(cost.amount), dollars(cost.an_hour)
    return told.format(price=amount, an_hour=an_hour, service=traits.label)


def _held(job: Job) -> str:
    """That we could do nothing for a while, once it is over."""
    return words.HELD.format(length=length(job.held)) if job.held else ""


def _doing(job: Job, traits: Traits | None) -> list[Element]:
    names = words.terms(traits)
    if job.cancel_at is not None:
        return [said(words.STOPPING)]
    if job.waiting is not None and _worth_telling(job):
        return _waiting(job, names)
    if job.state is State.RUNNING:
        return _running(job, names)
    return [said(_NOW[job.state].format(**names))]


def _worth_telling(job: Job) -> bool:
    """A hiccup is over before it is read; only what lasts is told."""
    lasted = job.updated_at - (job.waiting_since or job.updated_at)
    until = (job.due_at or job.updated_at) - job.updated_at
    return job.waiting in words.TOLD_AT_ONCE or lasted + until >= TELL_AFTER


def _waiting(job: Job, names: dict[str, str]) -> list[Element]:
    """What keeps it, and until when if that is long."""
    assert job.waiting is not None
    told = words.WAITS.get(job.waiting, words.WAITS_ELSE)
    charged = "" if ordered(job) else f"{words.NOTHING_CHARGED} "
    names = names | {
        "service": awaited(job, job.state, names["service"], job.waiting),
        "charged": charged,
    }
    if job.due_at is None or job.due_at - job.updated_at < LONG_WAIT:
        return [said(told.format(**names))]
    clock = datetime.fromtimestamp(job.due_at, UTC).strftime("%H:%M UTC")
    return [said(f"{told.format(**names)} {words.NEXT_TRY} "), moment(job.due_at, clock), said(".")]


def _running(job: Job, names: dict[str, str]) -> list[Element]:
    if job.progress is not None and job.progress.queued:
        return [said(words.QUEUED.format(**names))]
    told = words.RUNNING.format(**names) + _share(job)
    end = expected_end(job)
    if end is None:
        return [said(told + ".")]
    clock = datetime.fromtimestamp(end, UTC).strftime("%H:%M UTC")
    return [said(told + ", done about "), moment(end, clock), said(".")]


def _share(job: Job) -> str:
    """Progress in quarters: finer steps would only make the message flicker."""
    percent = job.progress.percent if job.progress and job.progress.percent else 0.0
    quarters = min(3, int(percent // 25))
    return f" ({quarters * 25} %)" if quarters else ""


def _done(job: Job, traits: Traits | None) -> Message:
    took = length((job.finished_at or job.updated_at) - job.created_at)
    by = f" · {traits.label}" if traits and traits.rough else ""
    return _one_line(f"Done in {took}{by}", job, _held(job))


def _failed(job: Job, traits: Traits | None) -> Message:
    failure = job.failure
    fault = failure.fault if failure else Fault.INTERNAL
    names = words.terms(traits)
    if job.provider is None and fault in {Fault.SERVICE_DOWN, Fault.SLOW_DOWN}:
        names["service"] = awaited(job, State.ACCEPTED, names["service"])
    happened, advice = (text.format(**names) for text in endings.FAULTS[fault])
    money = words.money(job.spent, job.cost, traits)
    blocks: list[Block] = [
        rich(
            line(said(one_line(job.title, TITLE_MOST), bold=True), *_facts(job)),
            line(said(f"{happened} {money}")),
        )
    ]
    if failure and failure.said:
        blocks.append(rich(quote(said(one_line(failure.said, SAID_MOST)))))
    blocks.append(rich(line(said(advice))))
    if failure and failure.incident:
        blocks.append(context(f"Incident {failure.incident}"))
    typed = ""
    if fault not in endings.NO_RETRY:
        plainer = [button(words.WITHOUT_SPEAKERS, "plainer", job.id)]
        first = plainer if fault is Fault.SPEAKERS_FAILED else []
        blocks.append(actions(*first, button(words.TRY_AGAIN, "retry", job.id)))
        typed = words.TYPE_RETRY.format(number=job.number)
    quoted = f" “{mrkdwn(one_line(failure.said, SAID_MOST))}”" if failure and failure.said else ""
    text = f"{_spoken(job)}: {happened}{quoted} {money} {advice}"
    return Message(text=text, blocks=tuple(blocks), typed=typed)


def _cancelled(job: Job, traits: Traits | None) -> Message:
    money = words.money(job.spent, job.cost, traits)
    by = [said(" by "), person(job.cancel_by)] if job.cancel_by else []
    spoken = f" by <@{job.cancel_by}>" if job.cancel_by else ""
    end = said(f". {money} · #{job.number}")
    return Message(
        text=f"{words.CANCELLED}{spoken}. {money} · #{job.number}",
        blocks=(rich(line(said(words.CANCELLED), *by, end)),),
    )


def _one_line(text: str, job: Job, more: str = "") -> Message:
    told = f"{text} · #{job.number}" + (f". {more}" if more else "")
    return Message(text=told, blocks=(rich(line(said(told))),))


def _spoken(job: Job) -> str:
    return f"#{job.number} {mrkdwn(one_line(job.title, TITLE_MOST))}"
