"""Every call that the bot makes, each with a story that leads to it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.sandbox.slack.messages import Message
from tests.house import ORDERS
from tests.world.sound import recording
from tests.world.world import World

Arm = Callable[[], object]  # lets the trouble begin
Story = Callable[[World, Arm], Awaitable[None]]

HOUR = 3600.0
PATIENT = 300.0  # seconds for which somebody waits for a bot that does not start


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A call of a service's: the `nth` of its kind in the story."""

    name: str
    service: str
    call: str
    story: Story
    nth: int = 1
    mode: str = "http"

    @property
    def services(self) -> tuple[str]:
        """Whose customer the bot is."""
        return ("tuplets" if self.service == "slack" else self.service,)


async def shared(world: World, arm: Arm) -> None:
    """A recording is shared."""
    arm()
    await world.say("spoken")


async def started(world: World, arm: Arm) -> None:
    """The bot starts; then a recording is shared."""
    await world.stop()
    arm()
    await world.try_to_start(PATIENT)
    await world.say("spoken")


async def unclear_post(world: World, arm: Arm) -> None:
    """The answer to a post is lost, so it is looked for."""
    world.sandbox.faults.order("slack", "chat.postMessage", after=1, lose_answer=True)
    await shared(world, arm)


async def unclear_parent(world: World, arm: Arm) -> None:
    """The answer to the first message for a link is lost, so it is looked for."""
    link = world.sandbox.publish("spoken.mp3", recording("spoken").data)
    world.sandbox.faults.order("slack", "chat.postMessage", lose_answer=True)
    arm()
    await world.scribe(link)


async def orphaned(world: World, arm: Arm) -> None:
    """The message is deleted while its status is on its way."""

    async def delete() -> None:
        message = world.shares[0]
        await world.sandbox.slack.delete_message("ben", message.channel, message.ts)

    world.sandbox.faults.order("slack", "chat.postMessage", hook=delete)
    await shared(world, arm)


async def unclear_order(world: World, arm: Arm) -> None:
    """The answer to the paid call is lost, so it is looked for."""
    name = world.played.name
    world.sandbox.faults.order(name, ORDERS[name], lose_answer=True)
    await shared(world, arm)


async def downloaded(world: World, arm: Arm) -> None:
    """The status of a finished job says only that its result is to be downloaded."""
    done = {"status": "completed", "result": None, "result_download_available": True}
    world.sandbox.faults.order(
        "tuplets", "GET /jobs/{id}", times=None, effect=True, status=200, body=done
    )
    await shared(world, arm)


async def cancelled(world: World, arm: Arm) -> None:
    """Somebody cancels while the service works."""
    await _held(world)
    arm()
    await world.scribe("cancel #1")
    await world.clock.sleep(60.0)
    world.played.release()


async def pressed(world: World, arm: Arm) -> None:
    """Somebody else presses Cancel, and is told who may."""
    message = await _held(world)
    status = await world.until(lambda: world.part(message, "status"), HOUR)
    await world.until(lambda: "cancel" in str(status.blocks), HOUR)
    arm()
    await world.sandbox.slack.press("chloe", "product", status.ts, "cancel")
    await world.clock.sleep(60.0)
    world.played.release()


async def whispered(world: World, arm: Arm) -> None:
    """Somebody asks for help in a channel, and somebody shares a recording."""
    arm()
    await world.sandbox.slack.say("chloe", "product", "@Threadscribe help")
    await world.say("spoken")


async def linked(world: World, arm: Arm) -> None:
    """Somebody types a link."""
    link = world.sandbox.publish("spoken.mp3", recording("spoken").data)
    arm()
    await world.scribe(link)


async def searched(world: World, arm: Arm) -> None:
    """Somebody searches, once a recording is done."""
    message = await world.say("spoken")
    await world.delivered(message, HOUR)
    arm()
    await world.scribe("search spoken")
    await world.clock.sleep(60.0)


async def asked(world: World, arm: Arm) -> None:
    """Somebody asks something in the thread of a recording that is done."""
    message = await world.say("spoken")
    await world.delivered(message, HOUR)
    arm()
    await world.sandbox.slack.say("chloe", "product", "@Threadscribe spoken?", message.ts)


async def formed(world: World, arm: Arm) -> None:
    """Somebody opens the form for a recording that is done."""
    message = await world.say("spoken")
    await world.delivered(message, HOUR)
    arm()
    await world.sandbox.slack.message_shortcut("chloe", "product", message.ts, "transcribe_message")
    await world.clock.sleep(60.0)


async def archived(world: World, arm: Arm) -> None:
    """The channel is archived while the service works, so the sharer is told directly."""
    await _held(world)
    world.sandbox.slack.channel("product").archived = True
    arm()
    world.played.release()


async def _held(world: World) -> Message:
    world.played.hold()
    message = await world.say("spoken")
    await world.until(lambda: world.paid, HOUR)
    await world.clock.sleep(5.0)
    return message


def _slack(name: str, call: str, story: Story, nth: int = 1, mode: str = "http") -> Site:
    return Site(name=name, service="slack", call=call, story=story, nth=nth, mode=mode)


def _tuplets(name: str, call: str, story: Story = shared) -> Site:
    return Site(name=name, service="tuplets", call=call, story=story)


SITES = (
    _slack("who we are", "auth.test", started),
    _slack("a socket's address", "apps.connections.open", started, mode="socket"),
    _slack("the socket", "socket", started, mode="socket"),
    _slack("the status message", "chat.postMessage", shared),
    _slack("the result", "chat.postMessage", shared, nth=2),
    _slack("a status update", "chat.update", shared),
    _slack("looking for a post", "conversations.replies", unclear_post),
    _slack("looking for a parent", "conversations.history", unclear_parent),
    _slack("taking back an orphan", "chat.delete", orphaned),
    _slack("the file's facts", "files.info", shared),
    _slack("the download", "files.download", shared),
    _slack("a place for the transcript", "files.getUploadURLExternal", shared),
    _slack("the transcript's bytes", "files.upload", shared),
    _slack("sharing the transcript", "files.completeUploadExternal", shared),
    _slack("whether the transcript is there", "files.info", shared, nth=2),
    _slack("a whisper", "chat.postEphemeral", whispered),
    _slack("whether we are there", "conversations.info", linked),
    _slack("who may", "users.info", pressed),
    _slack("an answer to a click", "response_url", pressed),
    _slack("the form", "views.open", formed),
    _slack("the form's contents", "views.update", formed),
    _slack("where somebody is", "users.conversations", searched),
    _slack("a message's address", "chat.getPermalink", searched),
    _slack("an answer in the thread", "chat.postMessage", asked),
    _slack("direct messages", "conversations.open", archived),
    _tuplets("a place for the recording", "POST /jobs/upload-target"),
    _tuplets("the recording's bytes", "PUT storage"),
    _tuplets("the order", "POST /jobs"),
    _tuplets("a look", "GET /jobs/{id}"),
    _tuplets("looking for the order", "GET /jobs", unclear_order),
    _tuplets("the result's download", "GET /jobs/{id}/download", downloaded),
    _tuplets("the cancellation", "DELETE /jobs/{id}", cancelled),
)
