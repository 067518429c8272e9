"""How late finished jobs are seen, on a virtual clock: the bot's own lookout against fixed and
exponential polling, and against clairvoyants who have the same budget.

Prints seconds from finished at the service to the result in hand. Ends with 1 when a mark is missed.
"""

import argparse
import sys
import time
from dataclasses import dataclass, replace
from statistics import fmean

from bot.domain.ports import Traits
from bot.providers.tuplets.traits import STANDARD as TRAITS
from tests.bench import polls_service as service
from tests.bench.polls_policies import Backoff, Clairvoyant, Fixed, Ours, Paced, Policy, Saving
from tests.bench.polls_service import Case
from tests.bench.polls_world import ONE_WAY, Tally, World
from tests.bench.score import percentile

POLICIES: dict[str, type[Policy]] = {
    "the bot's lookout": Ours,
    "fixed, 5 s": Fixed,
    "exponential, 2 to 60 s": Backoff,
    "clairvoyant, paced": Paced,
    "clairvoyant, with burst": Saving,
    "clairvoyant, no rhythm": Clairvoyant,
}
OURS, BOUND = "the bot's lookout", "clairvoyant, paced"
CLAIRVOYANTS = (BOUND, "clairvoyant, with burst", "clairvoyant, no rhythm")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """The most that ours may be, in seconds, and as a multiple of the bound."""

    mean: float
    p99: float | None = None
    bound: float | None = None


MARKS = (
    (Case(jobs=6, seconds=180.0, limited=True), Marks(mean=2.6)),
    (Case(jobs=100, seconds=300.0, measured=2400.0), Marks(mean=8.0, p99=40.0, bound=2.5)),
    (Case(jobs=120, seconds=3600.0, limited=True), Marks(mean=3.5)),
    (Case(jobs=1000, seconds=3600.0, measured=2400.0), Marks(mean=130.0)),
)


@dataclass(frozen=True, slots=True)
class Score:
    """One policy in one case, over all seeds."""

    mean: float
    p99: float
    looks: float
    lists: float

    @classmethod
    def of(cls, tallies: list[Tally]) -> "Score":
        return cls(
            fmean(tally.mean for tally in tallies),
            fmean(percentile(tally.delays, 0.99) for tally in tallies),
            fmean(tally.looks / len(tally.delays) for tally in tallies),
            fmean(tally.lists / len(tally.delays) for tally in tallies),
        )


def main() -> int:
    parser = argparse.ArgumentParser(prog="poe bench-polls", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5)
    least = f"requests in {TRAITS.requests_per[1]:g} s ({TRAITS.requests_per[0]})"
    parser.add_argument("--requests", type=int, default=TRAITS.requests_per[0], help=least)
    args = parser.parse_args()
    began = time.monotonic()
    traits = replace(TRAITS, requests_per=(args.requests, TRAITS.requests_per[1]))
    _say_model(*traits.requests_per)
    met = [_case(case, marks, traits, args.seeds) for case, marks in MARKS]
    _say(f"({args.seeds} seeds, {time.monotonic() - began:.0f} s)")
    return 0 if all(met) else 1


def score(case: Case, policy: type[Policy], traits: Traits, seeds: int) -> Score:
    return Score.of([World(case, policy, seed, traits).run() for seed in range(1, seeds + 1)])


def _say_model(requests: int, per: float) -> None:
    _say(
        f"The model, not a service: {requests} requests in {per:g} s for everything, one of "
        f"them a submission, {2 * ONE_WAY:g} s each; recordings arrive by chance; their length "
        f"(sigma {service.AUDIO_SIGMA}) and pace (sigma {service.PACE_SIGMA}) are lognormal, the "
        f"pace is learned on the way; the service's estimates are {service.ESTIMATE_SIGMA:.0%} off; "
        f"its list shows the {TRAITS.list_shows} newest created of those completed, and each hit "
        "costs one more request. An upload's own request, failures and neighbours are left out. "
        "Clairvoyants know every end, need one request for it and make it before new orders. The "
        "paced one, our bound, keeps the services' rhythm and sends its requests evenly. With a "
        "burst like ours it never queues: only the rhythm is left, whatever the load. Without the "
        "rhythm only the way to the service is left."
    )


def _case(case: Case, marks: Marks, traits: Traits, seeds: int) -> bool:
    limits = "limits on new jobs" if case.limited else "no limits on new jobs"
    _say(f"\n{case.name}, {limits}")
    _say(f"  {'':24}{'mean':>10}{'p99':>10}{'looks/job':>11}{'lists/job':>11}")
    scores = {}
    for name, policy in POLICIES.items():
        scores[name] = one = score(case, policy, traits, seeds)
        _say(f"  {name:24}{one.mean:8.1f} s{one.p99:8.1f} s{one.looks:11.2f}{one.lists:11.2f}")
    ours, bound = scores[OURS], scores[BOUND]
    for name in CLAIRVOYANTS:
        times, over = ours.mean / scores[name].mean, ours.mean - scores[name].mean
        _say(f"  mean {times:.1f} x {name} ({over:+.1f} s)")
    checks = [
        _met("mean", ours.mean, marks.mean, "s"),
        marks.p99 is None or _met("p99", ours.p99, marks.p99, "s"),
        marks.bound is None or _met("to the bound", ours.mean / bound.mean, marks.bound, "x"),
    ]
    return all(checks)


def _met(name: str, value: float, most: float, unit: str) -> bool:
    met = value <= most
    _say(f"  {name:24}{value:8.1f} {unit}  mark <= {most:g} {unit}  {'met' if met else 'MISSED'}")
    return met


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
