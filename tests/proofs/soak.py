"""Days of many people, bad luck and restarts, in virtual time, watched by the named invariants."""

import asyncio
import logging
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tests.proofs.score import Row
from tests.world.crowd import Crowd
from tests.world.watch import Watch
from tests.world.world import World, open_world, run

QUICK = [(seed, 200) for seed in (1, 2, 3)]
WHOLE = [(seed, 500) for seed in range(100, 120)]  # ten thousand: some 15 minutes of one core
TWICE = (1, 20)
WHOLE_DAY = 86_400.0  # virtual seconds within which everything is over once nothing goes wrong
SHOWN = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Soak:
    """How one seed went."""

    seed: int
    recordings: int
    wrongs: list[str]
    did: dict[str, int]
    days: float
    calls: int
    digest: str
    last: str
    spent: float = 0.0  # seconds of a core


def prove(*, whole: bool) -> list[Row]:
    """Every seed once, and a small one twice."""
    soaks = _on_every_core(WHOLE) if whole else [_lived(*what) for what in QUICK]
    return [_violations(soaks), same_trace()]


def _on_every_core(wanted: Sequence[tuple[int, int]]) -> list[Soak]:
    """A process for each core: worlds know nothing of one another."""
    cores = multiprocessing.get_context("spawn")
    with cores.Pool(initializer=logging.disable) as pool:
        return pool.starmap(_lived, wanted, chunksize=1)


def _lived(seed: int, recordings: int) -> Soak:
    began = time.process_time()
    lived = run(soak(seed, recordings))
    return replace(lived, spent=time.process_time() - began)


async def soak(seed: int, recordings: int) -> Soak:
    """A world with this many recordings."""
    async with open_world("socket" if seed % 2 else "http") as world:
        watch = Watch(world)
        crowd = Crowd(world, watch, seed, recordings)
        await crowd.live()
        wrongs = await _over(world, watch)
        return Soak(
            seed=seed,
            recordings=recordings,
            wrongs=wrongs,
            did=crowd.did,
            days=world.now / 86_400,
            calls=world.trace.calls,
            digest=world.trace.digest,
            last=world.trace.last,
        )


async def _over(world: World, watch: Watch) -> list[str]:
    try:
        await world.settled(WHOLE_DAY)
        await asyncio.sleep(900.0)
    except TimeoutError:
        watch.wrongs.append("I6: not everything is over a day after the last trouble")
    return watch.close()


def _violations(soaks: Sequence[Soak]) -> Row:
    wrongs = [f"seed {soak.seed}: {wrong}" for soak in soaks for wrong in soak.wrongs]
    total = sum(soak.recordings for soak in soaks)
    days = sum(soak.days for soak in soaks)
    did: dict[str, int] = {}
    for soak in soaks:
        did = {what: did.get(what, 0) + n for what, n in (did | soak.did).items()}
    figure = f"{total} recordings, {days:.1f} days, {sum(s.calls for s in soaks)} calls"
    figure += f" in {sum(s.spent for s in soaks):.0f} s of one core: {len(wrongs)} violations"
    figure += "".join(f"; {wrong}" for wrong in wrongs[:SHOWN])
    mark = "0 violations of I1 to I8 and I16"
    return Row(proof="soak in virtual time", mark=mark, figure=figure, held=not wrongs)


def same_trace() -> Row:
    """One seed, lived through twice."""
    first, again = (run(soak(*TWICE)) for _ in range(2))
    figure = f"seed {first.seed}: {first.digest} and {again.digest}"
    return Row(
        proof="the same seed twice",
        mark="the same trace (I20)",
        figure=figure,
        held=first.digest == again.digest,
    )
