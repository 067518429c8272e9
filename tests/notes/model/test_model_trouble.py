"""What an endpoint's refusals mean for what happens next, and for the money."""

from decimal import Decimal

import pytest

from bot.domain.errors import (
    Fault,
    NeedsOperator,
    RateLimited,
    Rejected,
    Transient,
    Unclear,
    Unreachable,
)
from bot.notes.model.tokens import estimate
from tests.notes.model.models import ASK, brief, desk

PRICED = {"llm_price_in": Decimal(1), "llm_price_out": Decimal(1)}


def said(message, **more):
    return {"error": {"message": message, **more}}


TROUBLES = [
    ({"status": 401}, NeedsOperator, Fault.BAD_CREDENTIALS, False),
    ({"status": 402}, NeedsOperator, Fault.NO_CREDIT, False),
    ({"status": 403}, NeedsOperator, Fault.FORBIDDEN, False),
    ({"status": 404}, NeedsOperator, Fault.SERVICE_DOWN, False),
    (
        {"status": 404, "body": said("The model `x` does not exist")},
        *(NeedsOperator, Fault.FORBIDDEN, False),
    ),
    ({"status": 400, "body": said("no")}, Rejected, Fault.REFUSED, False),
    (
        {"status": 400, "body": said("Your credit balance is too low")},
        *(NeedsOperator, Fault.NO_CREDIT, False),
    ),
    (
        {"status": 400, "body": said("API key not valid.")},
        *(NeedsOperator, Fault.BAD_CREDENTIALS, False),
    ),
    (
        {"status": 429, "body": said("slow down", code="rate_limit_exceeded")},
        *(RateLimited, Fault.SLOW_DOWN, False),
    ),
    (
        {"status": 429, "body": said("quota", code="insufficient_quota")},
        *(NeedsOperator, Fault.NO_CREDIT, False),
    ),
    ({"status": 307}, NeedsOperator, Fault.SERVICE_DOWN, False),
    ({"status": 500}, Transient, Fault.SERVICE_DOWN, False),
    ({"status": 503}, Transient, Fault.SERVICE_DOWN, False),
    ({"status": 529}, Transient, Fault.SERVICE_DOWN, False),
    ({"status": 502}, Unclear, Fault.SERVICE_DOWN, True),
    ({"status": 504}, Unclear, Fault.SERVICE_DOWN, True),
    ({"lose_answer": True}, Unclear, Fault.SERVICE_DOWN, True),
    ({"garbage": True}, Unclear, Fault.SERVICE_DOWN, True),
    ({"status": 200, "body": said("upstream failed")}, Unclear, Fault.SERVICE_DOWN, True),
    ({"status": 200, "body": "<html>"}, Unclear, Fault.SERVICE_DOWN, True),
]


@pytest.mark.parametrize(("trouble", "error", "fault", "paid"), TROUBLES, ids=range(len(TROUBLES)))
async def test_trouble_is_named_by_what_happens_next(tmp_path, trouble, error, fault, paid):
    async with desk(tmp_path, **PRICED) as d:
        d.sandbox.faults.order("llm", ASK, times=None, **trouble)
        with pytest.raises(error) as raised:
            await d.notetaker.write(brief())
        spent = await d.store.spent("j1")
        assert raised.value.fault is fault
        assert (spent > 0) is paid
        assert d.chat.api_key not in str(raised.value)
        assert len(d.calls) <= 5

        d.sandbox.faults.clear()
        assert (await d.notetaker.write(brief())).points


async def test_it_is_waited_as_long_as_they_ask(tmp_path):
    async with desk(tmp_path) as d:
        d.sandbox.faults.order("llm", ASK, status=429, headers={"Retry-After": "7"})
        with pytest.raises(RateLimited) as raised:
            await d.notetaker.write(brief())
    assert raised.value.retry_after == 7


async def test_nobody_there_is_nothing_sent_and_nothing_paid(tmp_path):
    async with desk(tmp_path, **PRICED) as d:
        deaf = d.changed(llm_url="http://127.0.0.1:9/v1")
        with pytest.raises(Unreachable):
            await deaf.notetaker.write(brief())
        assert await d.store.spent("j1") == 0


async def test_a_key_that_is_refused_is_told_and_a_right_one_goes_on(tmp_path):
    async with desk(tmp_path) as d:
        wrong = d.changed(llm_api_key="sk-wrong")
        with pytest.raises(NeedsOperator):
            await wrong.notetaker.write(brief())
        assert (await d.notetaker.write(brief())).points


async def test_no_credit_is_told(tmp_path):
    async with desk(tmp_path) as d:
        d.chat.credit = False
        with pytest.raises(NeedsOperator) as raised:
            await d.notetaker.write(brief())
    assert raised.value.fault is Fault.NO_CREDIT


async def test_what_it_cost_is_what_it_told(tmp_path):
    async with desk(tmp_path, llm_price_in=Decimal(2), llm_price_out=Decimal(10)) as d:
        notes = await d.notetaker.write(brief())
        read, written = d.chat.charged
        assert (
            notes.cost
            == await d.store.spent("j1")
            == (2 * Decimal(read) + 10 * Decimal(written)) / 1_000_000
        )


async def test_one_that_tells_no_tokens_costs_what_we_count(tmp_path):
    async with desk(tmp_path, **PRICED) as d:
        d.chat.counts = False
        await d.notetaker.write(brief())
        read, written = d.chat.charged
        counted = await d.store.spent("j1") * 1_000_000
        assert 0.7 < float(counted) / (read + written) < 2.0


@pytest.mark.parametrize("cap", ["llm_max_usd_per_job", "llm_max_usd_per_day"])
async def test_what_would_exceed_a_limit_is_never_asked(tmp_path, cap):
    async with desk(tmp_path, **PRICED, **{cap: Decimal("0.0101")}) as d:
        writes = [await _wrote(d, writing) for writing in range(1, 9)]
        assert 0 < sum(writes) < 8
        assert len(d.calls) == sum(writes)
        assert await d.store.spent("j1") <= Decimal("0.0101")


async def _wrote(d, writing) -> bool:
    try:
        await d.notetaker.write(brief(writing=writing))
    except Rejected as refused:
        return refused.fault is not Fault.NOTES_BUDGET
    return True


async def test_another_day_has_another_budget(tmp_path):
    async with desk(tmp_path, **PRICED, llm_max_usd_per_day=Decimal("0.006")) as d:
        await d.notetaker.write(brief())
        with pytest.raises(Rejected):
            await d.notetaker.write(brief(writing=2))
        d.clock.time += 86400
        assert (await d.notetaker.write(brief(writing=2))).points


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("", 0, 0),
        ("The quick brown fox jumps over the lazy dog.", 9, 13),
        ("[12] 12:31 Maya: 40 phones\n", 8, 14),
        ("Die Rösterei streicht die Liefergebühr.", 7, 16),
        ("預算是多少。", 5, 7),
        ("Сколько это стоит?", 4, 10),
        ("x" * 6_000, 800, 1_100),
    ],
)
def test_tokens_are_counted_rather_high(text, least, most):
    assert least <= estimate(text) <= most
