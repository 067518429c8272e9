"""What the page shows: all that one person may see, and what goes on behind it."""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.sandbox.calls import Call
from bot.sandbox.chat.moods import MOODS
from bot.sandbox.providers.job import Job
from bot.sandbox.providers.troubles import ORDERS, TROUBLES
from bot.sandbox.recordings import Sample, samples
from bot.sandbox.slack.messages import Message
from bot.sandbox.slack.workspace import Channel, Person

if TYPE_CHECKING:  # the sandbox serves this page: at run time it comes first
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]
CALLS_SHOWN = 400
TEAM = "Sandbox"


def snapshot(sandbox: "Sandbox", who: str) -> Json:
    """The workspace as this person sees it; the first person for an unknown one."""
    slack = sandbox.slack
    workspace = slack.workspace
    known = {person.id: person for person in workspace.people}
    me = known.get(who, workspace.people[0])
    channels = [channel for channel in workspace.channels if me.id in channel.members]
    return {
        "team": {"id": workspace.team_id, "name": TEAM},
        "bot": {"id": workspace.app.id, "name": workspace.app.name},
        "people": [_person(person, tone) for tone, person in enumerate(workspace.people)],
        "channels": [_channel(channel, workspace.app) for channel in channels],
        "start": next((c.id for c in channels if c.name == "product"), channels[0].id),
        "messages": {channel.id: _messages(sandbox, channel, me) for channel in channels},
        "samples": [_sample(sample) for sample in samples()],
        "commands": [_command(command) for command in slack.manifest.commands],
        "shortcuts": [s for s in slack.manifest.shortcuts if s.get("type") == "message"],
        "views": slack.views_of(me),
        "home": slack.home_of(me),
        "has_home": slack.manifest.home,
        "connected": slack.connections > 0,
        "services": [
            {"name": name, "label": service.label} for name, service in sandbox.services.items()
        ],
        "service": sandbox.preferred,
        "notes": "model" if sandbox.writes else "wording",
    }


def inspection(sandbox: "Sandbox") -> Json:
    """The latest calls to Slack, and every job at the services."""
    calls = list(enumerate(sandbox.calls.of("slack")))
    return {
        "total": len(calls),
        "service": sandbox.preferred,
        "label": sandbox.services[sandbox.preferred].label,
        "troubles": [
            {"name": name, "title": one.title}
            for name, one in TROUBLES.items()
            if sandbox.preferred in ORDERS
        ],
        "notes": "model" if sandbox.writes else "wording",
        "moods": [{"name": name, "title": mood.title} for name, mood in MOODS.items()],
        "calls": [_call(number, call) for number, call in calls[-CALLS_SHOWN:]],
        "jobs": [_job(job) for service in sandbox.services.values() for job in service.jobs],
    }


def _person(person: Person, tone: int) -> Json:
    title = "Owner of the workspace" if person.admin else "Member"
    return {"id": person.id, "name": person.name, "title": title, "tone": tone % 3}


def _channel(channel: Channel, bot: Person) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "topic": channel.topic,
        "is_im": channel.kind == "im",
        "has_bot": bot.id in channel.members,
    }


def _messages(sandbox: "Sandbox", channel: Channel, me: Person) -> list[Json]:
    shapes = sandbox.slack.shapes
    return [
        shapes.message(message)
        | ({"ephemeral": True, "thread_ts": message.thread_ts} if message.for_person else {})
        | ({"subtype": "thread_broadcast"} if message.broadcast else {})
        for message in sandbox.slack.workspace.messages
        if message.channel == channel.id and _may_see(message, me)
    ]


def _may_see(message: Message, me: Person) -> bool:
    return message.for_person in (None, me.id)


def _sample(sample: Sample) -> Json:
    return {
        "name": sample.name,
        "title": sample.title,
        "about": sample.description,
        "seconds": sample.seconds,
        "speakers": sample.speakers,
        "language": sample.language,
        "video": sample.mimetype.startswith("video/"),
    }


def _command(command: Json) -> Json:
    return {name: command.get(name, "") for name in ("command", "usage_hint", "description")}


def _call(number: int, call: Call) -> Json:
    response = call.response if isinstance(call.response, dict) else {}
    ok = response.get("ok", call.status < 400)  # noqa: PLR2004  # HTTP's own border
    return {
        "n": number,
        "time": call.t,
        "method": call.method,
        "ok": ok,
        "error": response.get("error") or ("" if ok else f"status {call.status}"),
        "args": call.args,
        "response": call.response,
    }


def _job(job: Job) -> Json:
    return {
        "id": job.id,
        "provider": job.provider,
        "state": "cancelled" if job.cancelled else job.status,
        "progress": 100 if job.result else job.percent,
        "cost": None if job.cost is None else str(job.cost),
        "details": {
            name: _plain(value) for name, value in job.facts().items() if value is not None
        },
    }


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value
