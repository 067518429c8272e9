"""What people may ask of us, by command, mention, button or form: one desk, one set of rules.

Whoever sees the thread may look; only the sharer, the requester and the workspace's admins may
change. What belongs to somebody else's channel does not exist for the asker.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from uuid import uuid4

from bot.domain.errors import Rejected, Transient
from bot.domain.front import Asker, People
from bot.domain.job import Job, Place, State
from bot.domain.message import Message
from bot.domain.ports import Traits
from bot.domain.recording import Link, SlackFile, Wish
from bot.domain.rules import Rules
from bot.domain.shares import in_slack
from bot.jobs.accepting import again, fingerprint, new_job
from bot.jobs.asks import CHOICES, Ask, read
from bot.jobs.deciding import decide
from bot.jobs.editing import Editing
from bot.jobs.parts import Parts
from bot.jobs.searching import Searching
from bot.jobs.seeing import seen, visible
from bot.render import answers, changes
from bot.render.story import Known, story

_FIXED = {"help": answers.help_, "settings": answers.settings_by_command}
SHOWN = 20  # jobs in an answer


class Desk:
    """Takes words and clicks; the effect is stored before the answer is given."""

    def __init__(
        self,
        parts: Parts,
        people: People,
        searching: Searching,
        stop_sending: Callable[[str], None],
    ) -> None:
        self._parts = parts
        self._people = people
        self.editing = Editing(parts, people)
        self._verbs: Mapping[str, Callable[[Asker, Ask], Awaitable[Message]]] = {
            "cancel": self._cancel,
            "retry": self._retry,
            "fix": self._fix,
            "search": self._search,
            **dict.fromkeys(CHOICES, self._choose),
        }
        self._searching = searching
        self.stop_sending = stop_sending

    async def answer(self, asker: Asker, words: str) -> Message:
        """Words after `/scribe`."""
        ask = self.read(words)
        if ask.faulty:
            return self.complaint(ask)
        if ask.link:
            return await self._start_link(asker, ask.link, ask.wish)
        return await self.obey(asker, ask)

    def read(self, words: str) -> Ask:
        """What was asked, of the services that there are."""
        return read(words, self._parts.providers)

    def complaint(self, ask: Ask) -> Message:
        """What to say before anything may start."""
        if ask.unknown_option:
            return answers.unknown_option(ask.unknown_option)
        if ask.bad_value:
            return answers.bad_value(*ask.bad_value, services=list(self._parts.providers))
        return answers.not_in_this_version(ask.later or "")

    async def obey(self, asker: Asker, ask: Ask) -> Message:
        """A word without a recording."""
        match ask.verb:
            case "help" | "settings":
                return _FIXED[ask.verb]()
            case verb if verb in self._verbs:
                return await self._verbs[verb](asker, ask)
            case "" if ask.words:
                return answers.unknown_words(ask.words)
            case _:
                return await self._status(asker, ask)

    async def press(self, asker: Asker, action: str, job_id: str) -> Message:
        """A button under one of our messages."""
        job_id, _, line = job_id.partition(":")
        if (job := await seen(self._parts.store, asker, job_id)) is None:
            return answers.outdated()
        if action in {"dismiss", "rewrite", "keep_word"}:
            return await self.editing.press(asker, job, action, line)
        return await self._pressed(asker, job, action)

    async def _pressed(self, asker: Asker, job: Job, action: str) -> Message:
        match action:
            case "cancel":
                return await self._cancel_job(asker, job)
            case "retry" | "plainer":
                wanted = _without_speakers(job) if action == "plainer" else job
                return await self._again(asker, wanted)
            case "here":
                return await self._post_here(asker, job)
            case "publish" | "discard" | "again" | "leave":
                if not await self._may_change(asker, job):
                    return answers.not_yours(job)
                return await decide(self._parts, job, action)
            case _:
                return answers.not_in_this_version(action)

    async def start(
        self, asker: Asker, message_ts: str, file: SlackFile, wish: Wish, sharer: str
    ) -> Message:
        """Transcribe this file of this message, as the form asked."""
        rules = await self._rules(asker)
        wish = replace(
            wish, provider=rules.provider, vocabulary=rules.vocabulary
        )  # it asks the rest
        key = f"{asker.team}:{asker.channel}:{message_ts}:{file.id}:form:{fingerprint(wish)}"
        job = await self._parts.store.add(
            new_job(
                key=key, asker=asker, message_ts=message_ts, source=file, wish=wish, sharer=sharer
            )
        )
        return answers.started(job) if job else answers.running_already()

    async def arranged(self, asker: Asker) -> tuple[Rules, Mapping[str, Traits]]:
        """What the asker's channel has arranged, and the services that there are."""
        return await self._rules(asker), self._parts.all_traits

    async def arrange(self, asker: Asker, rules: Rules) -> Message:
        """Have the channel's recordings transcribed like this from now on."""
        await self._parts.store.arrange(asker.team, asker.channel, rules, asker.user)
        return answers.arranged()

    async def wish(self, asker: Asker, wish: Wish) -> Wish:
        """What is wished, where nothing is said as the channel has arranged it."""
        return (await self._rules(asker)).applied(wish)

    async def _rules(self, asker: Asker) -> Rules:
        """The channel's, without a service that is no longer there."""
        rules = await self._parts.store.rules(asker.team, asker.channel)
        gone = rules.provider is not None and rules.provider not in self._parts.providers
        return replace(rules, provider=None) if gone else rules

    async def _start_link(self, asker: Asker, url: str, wish: Wish) -> Message:
        wish = await self.wish(asker, wish)
        if self._parts.default is None and wish.provider is None:
            return answers.no_provider()
        if not await self._people.is_here(asker.channel):
            return answers.invite_first(asker.channel)
        try:
            if in_slack(url) is None:  # whether it is for them the job finds out
                await self._parts.media.check_link(url)
        except Rejected as error:
            return answers.link_refused(error.fault)
        except Transient:
            pass  # the job itself tries again, and says so
        key = f"{asker.team}:{asker.channel}:command:{uuid4().hex}"
        new = new_job(key=key, asker=asker, message_ts=None, source=Link(url=url), wish=wish)
        job = await self._parts.store.add(new)
        return answers.started(job) if job else answers.running_already()

    async def _status(self, asker: Asker, ask: Ask) -> Message:
        if ask.number is not None:
            job = await self._numbered(asker, ask.number)
            return await self._story(asker, job) if job else answers.not_found(ask.number)
        if ask.everything:
            mine = await self._parts.store.of_user(asker.team, asker.user, SHOWN)
            return answers.jobs_list(mine, self._parts.all_traits, all=True)
        return self._listed(await self._here(asker))

    async def _story(self, asker: Asker, job: Job) -> Message:
        """From the store alone: asking how a job stands costs its service nothing."""
        account = self._parts.accounts.get(job.account or "")
        known = Known(
            events=await self._parts.store.story(job.id),
            posts=await self._parts.store.posts(job.id),
            now=self._parts.clock.now(),
            next_look=account.next_look(job.id) if account else None,
        )
        may_cancel = not job.ended and await self._may_change(asker, job)
        return story(job, self._parts.traits(job), known, may_cancel=may_cancel)

    def _listed(self, jobs: Sequence[Job]) -> Message:
        return answers.jobs_list(jobs, self._parts.all_traits, all=False)

    async def _here(self, asker: Asker) -> Sequence[Job]:
        place = Place(team=asker.team, channel=asker.channel, thread=asker.thread)
        found = await self._parts.store.in_thread(place, SHOWN) if asker.thread else ()
        return found or await self._parts.store.in_channel(asker.team, asker.channel, SHOWN)

    async def _numbered(self, asker: Asker, number: int) -> Job | None:
        job = await self._parts.store.numbered(asker.team, number)
        return job if job and visible(asker, job) else None

    async def _cancel(self, asker: Asker, ask: Ask) -> Message:
        if ask.number is not None:
            job = await self._numbered(asker, ask.number)
            return await self._cancel_job(asker, job) if job else answers.not_found(ask.number)
        running = [job for job in await self._here(asker) if not job.ended]
        match running:
            case []:
                return answers.nothing_running()
            case [job]:
                return await self._cancel_job(asker, job)
            case _:
                return answers.which_one(running, self._parts.all_traits)

    async def _cancel_job(self, asker: Asker, job: Job) -> Message:
        if not await self._may_change(asker, job):
            return answers.not_yours(job)
        if await self._parts.store.cancel(job.id, asker.user, self._parts.clock.now()):
            self.stop_sending(job.id)
            return answers.cancelling(job, self._parts.traits(job))
        return answers.cannot_cancel(await self._parts.store.job(job.id) or job)

    async def _retry(self, asker: Asker, ask: Ask) -> Message:
        if ask.number is None:
            return answers.which_number("retry")
        job = await self._numbered(asker, ask.number)
        return await self._again(asker, job) if job else answers.not_found(ask.number)

    async def _again(self, asker: Asker, job: Job) -> Message:
        if not await self._may_change(asker, job):
            return answers.not_yours(job)
        if job.state not in {State.FAILED, State.CANCELLED, State.UNDELIVERABLE}:
            return answers.cannot_retry(job)
        made = await self._parts.store.add(again(job, asker.user))
        return answers.retried(made) if made else answers.running_already()

    async def _search(self, asker: Asker, ask: Ask) -> Message:
        return await self._searching.search(asker, ask.words)

    async def _fix(self, asker: Asker, ask: Ask) -> Message:
        """A word that was heard wrong, in the recording of this thread or of that number."""
        found = await self._numbered(asker, ask.number) if ask.number is not None else None
        if ask.number is None:
            done = (job for job in await self._here(asker) if job.state is State.DONE)
            found = next(done, None)
        if found is None:
            return answers.not_found(ask.number) if ask.number else changes.nothing_to_fix()
        return await self.editing.fix(found, ask.words)

    async def _post_here(self, asker: Asker, job: Job) -> Message:
        """The notes of a thread that is gone, where their asker pressed for them."""
        if not await self._may_change(asker, job) or job.state is not State.UNDELIVERABLE:
            return answers.outdated()
        if await self._parts.store.result(job.id) is None:
            return answers.not_kept(job)
        here = Place(team=asker.team, channel=asker.channel)
        made = await self._parts.store.add(again(job, asker.user, here))
        return answers.retried(made) if made else answers.running_already()

    async def _choose(self, asker: Asker, ask: Ask) -> Message:
        """A button's word, written: without a number, where only one thing can be meant."""
        if ask.number is not None:
            job = await self._numbered(asker, ask.number)
            return (
                await self.press(asker, ask.verb, job.id) if job else answers.not_found(ask.number)
            )
        asking = [job for job in await self._here(asker) if job.state is State.ASKING]
        match asking:
            case []:
                return answers.nothing_asked()
            case [job]:
                return await self.press(asker, ask.verb, job.id)
            case _:
                return answers.which_number(ask.verb)

    async def _may_change(self, asker: Asker, job: Job) -> bool:
        if asker.user in {job.user, job.requester}:
            return True
        return await self._people.is_admin(asker.user)


def _without_speakers(job: Job) -> Job:
    return replace(job, wish=replace(job.wish, speakers=False, voices=None))
