"""Every call and every database operation, each with everything that can go wrong with it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.proofs.score import Row
from tests.world.case import Case, Ending, illegal, over, tried, words
from tests.world.database import ERRORS
from tests.world.sites import SITES, shared
from tests.world.troubles import TIMES, TROUBLES
from tests.world.world import open_world, run

QUESTIONS = 60  # that a recording asks the database, and a few more
TROUBLED = 600.0  # virtual seconds for which a disk is broken "for ever"
QUICK_EACH = 97  # every so many-th case

# What people finally read while a trouble goes on for ever: by the call, then by the trouble where
# that makes a difference. A trouble that passes leaves no words behind.
DONE = r"^Done in "
NOTHING_YET = r"^$"
OLD_WORDS = (
    r"^$|get going in a moment|is transcribing"  # what stood there when nothing could be said
)
SLACK_AWAY = r"Slack could not be reached for too long|kept breaking off"
SERVICE_AWAY = (
    r"(could not be reached for too long|asked me to come back later, for a whole day"
    r"|never answered my order, for a whole day)"
    r".*Nothing was charged.*Try again later"
)
UNPOSTED = r"could not post .*Tuplets charged"
FORGOTTEN = r"no longer knows this recording\. It may have been charged"
MAYBE_CHARGED = r"may have been charged: the account at Tuplets will show"
BROKEN_OFF = r"kept breaking off.*Nothing was charged.*Try again"
NO_CREDIT = r"no credit left.*top it up"
NO_SLOT = r"no free place for too long.*Nothing was charged"
REFUSED = r"would not take this recording.*Nothing was charged"
ASKED = r"need a decision"
CANCELLED = r"^Cancelled by <@\w+>\. (Tuplets charges for it|It may have been charged)"
DELETED = r"was deleted before I could read it.*Nothing was charged"
NOT_LET = r"did not let me read this file.*Nothing was charged"
EMPTY = r"file is empty.*Nothing was charged"

WORDS: dict[str, dict[str, str]] = {
    "who we are": {"": NOTHING_YET},
    "a socket's address": {"": NOTHING_YET},
    "the socket": {"": NOTHING_YET, "answer lost": DONE, "hangs": DONE},
    "the status message": {"": OLD_WORDS, "answer lost": DONE, "hangs": DONE},
    "the result": {"": UNPOSTED, "answer lost": DONE, "hangs": DONE},
    "a status update": {"": OLD_WORDS, "answer lost": DONE, "hangs": DONE},
    "looking for a post": {"": UNPOSTED},
    "looking for a parent": {"": OLD_WORDS},
    "taking back an orphan": {"": OLD_WORDS},
    "the file's facts": {"": SLACK_AWAY},
    "the download": {
        "": BROKEN_OFF,
        "429": SLACK_AWAY,
        "429, come back": SLACK_AWAY,
        "410": DELETED,
        "a page": NOT_LET,
        "nothing": EMPTY,
    },
    "a place for the transcript": {"": UNPOSTED},
    "the transcript's bytes": {"": UNPOSTED},
    "sharing the transcript": {"": UNPOSTED, "answer lost": DONE, "hangs": DONE},
    "whether the transcript is there": {"": UNPOSTED},
    "a whisper": {"": DONE},
    "whether we are there": {"": DONE},
    "who may": {"": DONE},
    "an answer to a click": {"": DONE},
    "the form": {"": DONE},
    "where somebody is": {"": DONE},
    "a message's address": {"": DONE},
    "an answer in the thread": {"": DONE},
    "the form's contents": {"": DONE},
    "direct messages": {"": OLD_WORDS},
    "a place for the recording": {
        "": SERVICE_AWAY,
        "402": NO_CREDIT,
        "409": NO_SLOT,
        "410": REFUSED,
    },
    "the recording's bytes": {
        "": SERVICE_AWAY,
        "a page": REFUSED,
        "bad JSON": REFUSED,
        "nothing": REFUSED,
    },
    "the order": {
        "": SERVICE_AWAY,
        "answer lost": DONE,
        "hangs": DONE,
        "402": NO_CREDIT,
        "409": NO_SLOT,
        "410": REFUSED,
    },
    "a look": {"": MAYBE_CHARGED},
    "looking for the order": {"": ASKED},
    "the result's download": {"": MAYBE_CHARGED},
    "the cancellation": {"": CANCELLED},
}

# Where once is enough to end a recording, for that is what the answer means.
AT_ONCE: dict[tuple[str, str], str] = {
    ("the download", "410"): DELETED,
    ("the download", "a page"): NOT_LET,
    ("the download", "nothing"): EMPTY,
    ("a place for the recording", "402"): NO_CREDIT,
    ("a place for the recording", "410"): REFUSED,
    ("a look", "402"): MAYBE_CHARGED,
    ("the result's download", "402"): MAYBE_CHARGED,
}
# Where three times are believed, for they take five minutes.
AT_THREE = {("a look", "410"): FORGOTTEN, ("the result's download", "410"): FORGOTTEN}
ALWAYS = {"taking back an orphan": OLD_WORDS, "direct messages": OLD_WORDS}
ALWAYS["the cancellation"] = CANCELLED


@dataclass(frozen=True, slots=True, kw_only=True)
class DiskCase:
    """The database fails at the `nth` question, so many times."""

    error: str
    nth: int
    times: str

    @property
    def name(self) -> str:
        """What people call it."""
        return f"question {self.nth} to the database: {self.error}, {self.times}"


def prove(*, whole: bool) -> list[Row]:
    """Every case in its whole size, every so many-th in its quick one."""
    each = 1 if whole else QUICK_EACH
    return [
        _row("every call x every fault", list(cases())[::each]),
        _row("every database operation x every fault", list(disk_cases())[::each]),
    ]


def cases() -> Iterator[Case]:
    """Every call, every trouble, once, three times and for ever."""
    for site in SITES:
        for trouble in TROUBLES:
            for times in TIMES:
                yield Case(site=site, trouble=trouble, times=times)


def disk_cases() -> Iterator[DiskCase]:
    """Every question that a recording asks of the database."""
    for nth in range(QUESTIONS):
        for error in ERRORS:
            for times in TIMES:
                yield DiskCase(error=error, nth=nth, times=times)


def expected(case: Case) -> str:
    """What the status message has to read in the end, as a pattern."""
    name, trouble = case.site.name, case.trouble
    if name in ALWAYS:
        return ALWAYS[name]
    if case.times == "for ever":
        return WORDS[name].get(trouble, WORDS[name][""])
    if case.times == "three times" and (name, trouble) in AT_THREE:
        return AT_THREE[name, trouble]
    return AT_ONCE.get((name, trouble), DONE)


def _row(name: str, wanted: Iterable[Case | DiskCase]) -> Row:
    endings = {case.name: _wrongs(case) for case in wanted}
    broken = [f"{case}: {', '.join(wrongs)}" for case, wrongs in endings.items() if wrongs]
    figure = f"{len(endings)} cases, {len(broken)} ended badly" + "".join(
        f"; {one}" for one in broken[:5]
    )
    mark = "all end legally, and people read what the table says"
    return Row(proof=name, mark=mark, figure=figure, held=not broken)


def _wrongs(case: Case | DiskCase) -> list[str]:
    match case:
        case Case():
            end, pattern = run(tried(case)), expected(case)
        case DiskCase():
            end, pattern = run(tried_on_disk(case)), DONE
    unread = [] if re.search(pattern, end.words, re.DOTALL) else [f"people read {end.words!r}"]
    return [*end.wrongs, *unread]


async def tried_on_disk(case: DiskCase) -> Ending:
    """Let it happen; the disk is well again after a while, and everything has to come right."""
    async with open_world("http") as world:
        troubles = []

        def arm() -> None:
            times = TIMES[case.times]
            troubles.append(world.disk.order(case.error, after=case.nth, times=times))

        await shared(world, arm)
        await world.clock.sleep(TROUBLED)
        world.disk.clear()
        late = await over(world)
        return Ending(
            words=words(world),
            struck=sum(trouble.hits for trouble in troubles),
            wrongs=(*late, *illegal(world)),
            trace=world.trace.last,
        )
