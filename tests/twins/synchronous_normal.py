"""Law 1, stored before acknowledged: this twin's commits are written, but not synced."""

import pytest

from bot.store import sqlite
from tests.twins import Way

FULL, NORMAL = "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL"


def commits_are_not_synced(patch: pytest.MonkeyPatch) -> None:
    pragmas = list(sqlite._WRITING)
    pragmas[pragmas.index(FULL)] = NORMAL
    patch.setattr(sqlite, "_WRITING", tuple(pragmas))


WAYS = (
    Way(
        broken=commits_are_not_synced,
        tests=(
            "tests/store/test_store.py::test_every_commit_reaches_the_disk",
            "tests/proofs/test_proofs.py::test_what_is_claimed_holds_in_the_quick_size[power_cuts]",
        ),
    ),
)
