"""What people may expect of the bot, in the smallest words: no queue, no network, no database."""

from dataclasses import dataclass, field

WHOLE = ("status", "result", "transcript")
ONLY_STATUS = ("status",)


@dataclass(slots=True)
class Shared:
    """A recording that somebody shared: what its thread may hold once everything is quiet."""

    word: str
    jobs: int = 1  # a retry makes another one
    cancelled: bool = False  # somebody asked for it while it was not over, as far as we know
    deleted: bool = False
    failed: bool = False  # the service could not do it


@dataclass(slots=True)
class Model:
    """All that was shared, by its number."""

    shared: dict[int, Shared] = field(default_factory=dict)
    alive: bool = True

    def share(self, word: str, *, fails: bool) -> int:
        """Somebody shares a recording that is heard nowhere else."""
        number = len(self.shared)
        self.shared[number] = Shared(word, failed=fails)
        return number

    def repeat(self, number: int) -> None:
        """Slack tells of it again: nothing changes."""

    def delete(self, number: int) -> None:
        """Its message is deleted: nothing is said any more."""
        self.shared[number].deleted = True

    def cancel(self, number: int) -> None:
        """Somebody presses Cancel."""
        self.shared[number].cancelled = True

    def retry(self, number: int) -> None:
        """Somebody presses Try again under one that failed."""
        shared = self.shared[number]
        shared.jobs += 1
        shared.failed = False

    def legal(self, number: int) -> frozenset[tuple[str, ...]]:
        """The parts that its thread may hold."""
        shared = self.shared[number]
        again = ONLY_STATUS * (shared.jobs - 1)
        if shared.deleted:
            whole = again + WHOLE
            return frozenset(tuple(sorted(whole[:n])) for n in range(len(whole) + 1))
        if shared.jobs > 1:
            return frozenset({tuple(sorted(again + WHOLE))})
        if shared.failed:
            return frozenset({ONLY_STATUS})
        if shared.cancelled:
            return frozenset(tuple(sorted(parts)) for parts in (ONLY_STATUS, WHOLE))
        return frozenset({tuple(sorted(WHOLE))})

    def most_paid(self, number: int) -> int:
        """How often the service may have been asked for it."""
        return self.shared[number].jobs

    def last_words(self, number: int) -> tuple[str, ...]:
        """How the last status message may end, when it stands."""
        shared = self.shared[number]
        if shared.failed and not shared.deleted:
            return ("could not", "Cancelled") if shared.cancelled else ("could not",)
        if shared.deleted:
            return ("",)
        return ("Done", "Cancelled") if shared.cancelled else ("Done",)
