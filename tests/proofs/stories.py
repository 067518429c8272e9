"""What people do in a world whose bot may die at any moment, and how it has to end."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.sandbox import Upload
from bot.sandbox.slack.messages import Message
from tests.house import ABROAD, CLIP, recording, thread
from tests.proofs.worlds import World

WHOLE = ("status", "result", "transcript")
PUBLIC = "http://93.184.216.34/sync.m4a"  # an address, so that no name is looked up


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """What there must be at the end: the parts by thread, and how often the service was paid.

    `asked`: whether it was left to a person.
    """

    threads: Sequence[tuple[Message, Sequence[str]]]
    paid: int = 1
    asked: bool = False


Story = Callable[[World], Awaitable[Ending]]


async def file(world: World) -> Ending:
    """A recording is shared."""
    message = await world.share()
    await world.delivered(message)
    return Ending(threads=[(message, WHOLE)])


async def clip(world: World) -> Ending:
    """Somebody records a clip in Slack, which has no name and says its length."""
    message = await world.share(recording(CLIP))
    await world.delivered(message)
    return Ending(threads=[(message, WHOLE)])


async def link(world: World) -> Ending:
    """A public link, which the service fetches by itself."""
    world.sandbox.tuplets.web[PUBLIC] = recording().data
    message = await world.sandbox.slack.say("ben", "product", f"@Threadscribe {PUBLIC}")
    await world.delivered(message)
    return Ending(threads=[(message, WHOLE)])


async def two_files(world: World) -> Ending:
    """Two recordings in one message: two jobs in one thread."""
    message = await world.share(recording(), recording(ABROAD))
    await world.delivered(message, times=2)
    return Ending(threads=[(message, 2 * WHOLE)], paid=2)


async def two_channels(world: World) -> Ending:
    """One recording in two channels at once: both get it, one pays."""
    here = await world.share()
    there = await world.sandbox.slack.forward("ada", "general", here)
    await world.delivered(here)
    await world.delivered(there)
    return Ending(threads=[(here, WHOLE), (there, WHOLE)])


async def cancelled(world: World) -> Ending:
    """Somebody cancels while the service works."""
    world.sandbox.tuplets.hold()
    message = await world.share()
    await world.until(lambda: "transcrib" in world.says(message))
    await world.scribe("cancel #1")
    await world.until(lambda: "cancelled" in world.says(message))
    await world.until(lambda: all(job.cancelled for job in world.sandbox.tuplets.jobs))
    world.sandbox.tuplets.release()
    return Ending(threads=[(message, ("status",))])


async def cancelled_early(world: World) -> Ending:
    """Somebody cancels as soon as there is something to cancel."""
    message = await world.share()
    await world.until(lambda: world.parts(message))
    await world.scribe("cancel #1")
    await world.until(lambda: any(end in world.says(message) for end in ("cancelled", "done")))
    parts = WHOLE if "done" in world.says(message) else ("status",)
    return Ending(threads=[(message, parts)], paid=len(world.sandbox.tuplets.jobs[:1]))


async def message_deleted(world: World) -> Ending:
    """The message is deleted while the service works: nothing more is said."""
    world.sandbox.tuplets.hold()
    message = await world.share()
    await world.until(lambda: world.sandbox.tuplets.jobs)
    await world.sandbox.slack.delete_message("ben", "product", message.ts)
    await world.until(lambda: all(job.cancelled for job in world.sandbox.tuplets.jobs))
    world.sandbox.tuplets.release()
    return Ending(threads=[(message, world.parts(message)[:1])])


async def refused(world: World) -> Ending:
    """The service cannot do it."""
    world.sandbox.tuplets.fail_next("The audio could not be decoded.")
    message = await world.share()
    await world.until(lambda: "nothing was charged" in world.says(message))
    return Ending(threads=[(message, ("status",))])


async def answer_lost(world: World) -> Ending:
    """The answer to the paid call never arrives."""
    world.sandbox.faults.order("tuplets", "POST /jobs", lose_answer=True)
    message = await world.share()
    await world.delivered(message)
    return Ending(threads=[(message, WHOLE)])


async def posts_lost(world: World) -> Ending:
    """The answers to the status message, the result and the file never arrive."""
    faults = world.sandbox.faults
    faults.order("slack", "chat.postMessage", lose_answer=True, times=2)
    faults.order("slack", "files.completeUploadExternal", lose_answer=True)
    message = await world.share()
    await world.delivered(message)
    return Ending(threads=[(message, WHOLE)])


async def again(world: World) -> Ending:
    """The same recording a second time: its result is there already."""
    upload: Upload = recording()
    first = await world.share(upload)
    await world.delivered(first)
    second = await world.sandbox.slack.forward("ada", "general", first)
    await world.delivered(second)
    return Ending(threads=[(first, WHOLE), (second, WHOLE)])


async def corrected(world: World) -> Ending:
    """Somebody corrects a word of a finished recording: its thread follows."""
    message = await world.share()
    await world.delivered(message)
    await world.scribe("fix #1 battery = BATTERY")
    await world.until(lambda: _corrected(world, message))
    return Ending(threads=[(message, WHOLE)])


def _corrected(world: World, message: Message) -> bool:
    """Whether one transcript stands there, the corrected one."""
    texts = [
        file.data
        for reply in thread(world.sandbox, message)
        for file in reply.files
        if file.name.endswith(".txt")
    ]
    return len(texts) == 1 and b"BATTERY" in texts[0]


STORIES: Mapping[str, Story] = {
    story.__name__: story
    for story in (
        *(file, clip, link, two_files, two_channels, again),
        *(cancelled, cancelled_early, message_deleted, refused, answer_lost, posts_lost),
        corrected,
    )
}
