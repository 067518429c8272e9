"""What people make of a result: who is who, what is no action item, other formats, other notes.

Whoever sees the thread may, and the thread says who did. Each change is one revision; of two at
once the second is made upon the first.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bot.domain.edition import Edition, Voice, Wanted
from bot.domain.front import Asker, Choice, People, Voices
from bot.domain.job import Job, State
from bot.domain.message import Message
from bot.domain.vocabulary import fix_of
from bot.jobs import posts
from bot.jobs.parts import Parts
from bot.jobs.seeing import seen
from bot.render import answers, changes
from bot.render.words import SHAPES

TRIES = 5  # changes of others that a change is made upon, at most
NAME_MOST = 80  # letters
_FIX = re.compile(r"^\s*fix\s+(?:#?\d{1,9}\s+)?", re.IGNORECASE)


class Editing:
    """Changes editions."""

    def __init__(self, parts: Parts, people: People) -> None:
        self._parts = parts
        self._people = people

    async def press(self, asker: Asker, job: Job, action: str, about: str) -> Message:
        """A button that changes the notes; `about` is a line of the transcript, or a fix."""
        number = int(about) if about.isdecimal() else -1
        match action:
            case "rewrite":
                return await self._rewrite(job)
            case "keep_word":
                return await self._keep(asker, job, about)
            case _:
                return await self._dismiss(job, number)

    async def fix(self, job: Job, words: str) -> Message:
        """A word that was heard wrong, wherever it stands in this recording."""
        fix = fix_of(_FIX.sub("", words, count=1))
        if fix is None:
            return changes.what_to_fix()

        def change(edition: Edition) -> Edition:
            others = tuple(one for one in edition.fixes if one.heard != fix.heard)
            return replace(edition, fixes=(*others, fix))

        return await self._change(job, change, changes.fixed(job, fix))

    async def _keep(self, asker: Asker, job: Job, about: str) -> Message:
        """The same in everything that the channel shares from now on."""
        place = job.place
        edition = await self._parts.store.edition(job.id)
        fix = next((one for one in edition.fixes if one.key == about), None)
        if fix is None:
            return answers.outdated()
        rules = await self._parts.store.rules(place.team, place.channel)
        known = replace(rules, vocabulary=rules.vocabulary.fixing(fix))
        await self._parts.store.arrange(place.team, place.channel, known, asker.user)
        return changes.kept(fix)

    async def _dismiss(self, job: Job, line: int) -> Message:
        """A possible action item is none."""

        def change(edition: Edition) -> Edition:
            return replace(edition, dismissed=tuple(sorted({*edition.dismissed, line})))

        return await self._change(job, change, changes.dismissed())

    async def _rewrite(self, job: Job) -> Message:
        """Have the notes written anew; the transcript stays, and no service is asked for it."""
        now = self._parts.clock.now()

        def change(edition: Edition) -> Edition:
            pending = edition.asked > edition.writing
            return edition if pending else replace(edition, asked=edition.asked + 1, asked_at=now)

        return await self._change(job, change, changes.rewriting())

    @property
    def shapes(self) -> Sequence[str]:
        """The formats that a result can be had in beside its transcript."""
        return [shape for shape in SHAPES if shape != posts.DOCX or self._parts.documents]

    async def want(self, asker: Asker, job_id: str, shapes: Sequence[str]) -> Message:
        """Other formats, into the thread."""
        if (job := await seen(self._parts.store, asker, job_id)) is None:
            return answers.outdated()

        def change(edition: Edition) -> Edition:
            wanted = (Wanted(shape=shape, revision=job.edition) for shape in shapes)
            return replace(edition, files=tuple(dict.fromkeys((*edition.files, *wanted))))

        return await self._change(job, change, changes.formats_follow(shapes))

    async def voices(self, asker: Asker, job_id: str) -> Voices | None:
        """Who speaks there, for the form; None when it is not kept any more."""
        job, result = (
            await seen(self._parts.store, asker, job_id),
            await self._parts.store.result(job_id),
        )
        if job is None or result is None or not result.transcript.speakers:
            return None
        edition = await self._parts.store.edition(job.id)
        people = await self._people.around(job.place, _users(job, edition))
        return Voices(job=job, result=result, edition=edition, people=people)

    async def name(self, asker: Asker, job_id: str, choices: Mapping[str, Choice]) -> Message:
        """These speakers are these people; who is nobody here keeps the label."""
        if (job := await seen(self._parts.store, asker, job_id)) is None:
            return answers.outdated()
        users = [choice.user for choice in choices.values() if choice.user]
        known = {one.user: one.name for one in await self._people.around(job.place, users)}
        voices = _voices(choices, known)

        def change(edition: Edition) -> Edition:
            return replace(edition, voices=voices, named_by=asker.user if voices else None)

        return await self._change(job, change, changes.named(voices))

    async def _change(
        self, job: Job, change: Callable[[Edition], Edition], answer: Message
    ) -> Message:
        result = await self._parts.store.result(job.id)
        if job.state is not State.DONE or result is None:
            return changes.not_to_be_changed(job)
        for _ in range(TRIES):
            before = await self._parts.store.edition(job.id)
            after = change(before)
            if after == before:
                return answer
            after = replace(after, revision=before.revision + 1)
            told = self._parts.paper.edited(job, result, after).transcript
            if await self._parts.store.edit(job.id, after, told=told):
                return answer
        return answers.out_of_reach()


def _users(job: Job, edition: Edition) -> list[str]:
    named = [voice.user for voice in edition.voices.values() if voice.user]
    return list(dict.fromkeys([job.user, job.requester, *named]))


def _voices(choices: Mapping[str, Choice], known: Mapping[str, str]) -> dict[str, Voice]:
    """By label; two who are the same voice get one name."""
    voices = {}
    for label, choice in choices.items():
        name = (choice.name or known.get(choice.user or "") or "").strip()[:NAME_MOST]
        if name:
            voices[label] = Voice(name=name, user=choice.user if not choice.name else None)
    for label, choice in choices.items():
        if choice.same and choice.same != label and label not in voices:
            voices[label] = voices.get(choice.same) or Voice(name=choice.same)
    return voices
