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
    """Where a proof is, and whether others beside it would spoil what it measures."""

    module: str
    alone: bool = False

    def load(self) -> Prove:
        """What runs it."""
        return cast("Prove", import_module(self.module).prove)


PROOFS: dict[str, Proof] = {
    "kills": Proof(module="tests.proofs.kills"),
    "restarts": Proof(module="tests.proofs.restarts"),
    "sigterm": Proof(module="tests.proofs.sigterm"),
    "storm": Proof(module="tests.proofs.storm"),
    "crowd": Proof(module="tests.proofs.crowd", alone=True),
    "load": Proof(module="tests.proofs.load", alone=True),
    "leaks": Proof(module="tests.proofs.leaks", alone=True),
    "power_cuts": Proof(module="tests.proofs.power_cuts"),
    "every_fault": Proof(module="tests.proofs.every_fault"),
    "second_fault": Proof(module="tests.proofs.second_fault"),
    "soak": Proof(module="tests.proofs.soak"),
    "model": Proof(module="tests.proofs.model"),
    "twins": Proof(module="tests.twins.trial"),
}
