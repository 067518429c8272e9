"""What is claimed of the bot, proved: `python -m tests.proofs [NAME...]`.

A proof is a module with `prove(*, whole: bool) -> list[Row]`. The whole size keeps to the pass
marks of the table that is printed; the quick size, a few seconds of one core, is part of the
tests, and leaves out marks that a busy machine cannot keep.
"""

from dataclasses import dataclass
from importlib import import_module
from typing import cast

from tests.proofs.score import Prove


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """Where a proof is, and for about how many minutes its whole size keeps a core busy.

    `alone`: others would spoil what it measures, or it keeps every core busy by itself. `idle`: it
    often waits, for processes or for a traced one's calls, so that it needs no core of its own.
    """

    module: str
    minutes: float
    alone: bool = False
    idle: bool = False

    def load(self) -> Prove:
        """What runs it."""
        return cast("Prove", import_module(self.module).prove)


PROOFS: dict[str, Proof] = {
    "kills": Proof(module="tests.proofs.kills", minutes=10),
    "vendors": Proof(module="tests.proofs.vendors", minutes=3),
    "vendor_faults": Proof(module="tests.proofs.vendor_faults", minutes=1),
    "restarts": Proof(module="tests.proofs.restarts", minutes=10, idle=True),
    "sigterm": Proof(module="tests.proofs.sigterm", minutes=4, idle=True),
    "media": Proof(module="tests.proofs.media", minutes=2),
    "voices": Proof(module="tests.proofs.voices", minutes=0.5),
    "links": Proof(module="tests.proofs.links", minutes=0.1),
    "evidence": Proof(module="tests.proofs.evidence", minutes=4),
    "hints": Proof(module="tests.proofs.hints", minutes=0.1),
    "storm": Proof(module="tests.proofs.storm", minutes=0.1),
    "crowd": Proof(module="tests.proofs.crowd", minutes=2, alone=True),
    "load": Proof(module="tests.proofs.load", minutes=2, alone=True),
    "leaks": Proof(module="tests.proofs.leaks", minutes=18),
    "power_cuts": Proof(module="tests.proofs.power_cuts", minutes=5, idle=True),
    "every_fault": Proof(module="tests.proofs.every_fault", minutes=9),
    "second_fault": Proof(module="tests.proofs.second_fault", minutes=4),
    "soak": Proof(module="tests.proofs.soak", minutes=15, alone=True),
    "model": Proof(module="tests.proofs.model", minutes=6),
    "twins": Proof(module="tests.twins.trial", minutes=0.5),
}
