"""Every proof in its quick size."""

import pytest

from tests.proofs import PROOFS
from tests.proofs.score import table


@pytest.mark.timeout(120)
@pytest.mark.parametrize("name", PROOFS)
def test_what_is_claimed_holds_in_the_quick_size(name: str):
    rows = PROOFS[name].load()(whole=False)

    assert all(row.held for row in rows), table(rows)
