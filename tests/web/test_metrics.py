"""`GET /metrics` over the whole bot: the numbers are right, and they are only numbers and ids."""

from collections.abc import Callable, Mapping

import aiohttp
from prometheus_client.parser import text_string_to_metric_families

from tests.house import House, recording
from tests.scenarios.trouble.test_service import held

DOWN = {"status": 503, "body": {"detail": "Try later."}}
Numbers = Mapping[tuple[str, frozenset[tuple[str, str]]], float]


async def test_after_one_recording_the_numbers_are_right(house: House):
    await house.delivered(await house.share())
    numbers = read(await scraped(house))

    assert number(numbers, "jobs", state="done") == 1
    assert sum(every(numbers, "jobs")) == 1
    assert number(numbers, "inbox_notices") == 0
    assert number(numbers, "outbox_posts") == 0
    assert number(numbers, "oldest_wait_seconds") == 0
    assert number(numbers, "slack_calls_total", method="chat.postMessage", answer="ok") == 2
    assert provider(numbers, call="prepare", answer="ok") == 1
    assert provider(numbers, call="submit", answer="ok") == house.paid == 1
    assert provider(numbers, call="look", answer="ok") >= 1
    assert every(numbers, "provider_budget_requests")[0] >= 1
    assert every(numbers, "provider_rest_seconds") == [0]
    lines = every(numbers, "slack_connection_age_seconds")
    assert [age >= 0 for age in lines] == ([True, True] if house.mode == "socket" else [])
    assert numbers[("process_open_fds", frozenset())] > 0


async def test_what_goes_wrong_at_a_service_is_counted_while_it_lasts(socket_house: House):
    house = socket_house
    message = await held(house)
    house.sandbox.faults.order("tuplets", "GET /jobs/{id}", times=None, **DOWN)
    await house.says(message, "does not answer")
    house.sandbox.faults.order(
        "tuplets", "POST /jobs/upload-target", status=429, headers={"Retry-After": "600"}
    )
    await house.share(recording(1), channel="general")
    await house.until(lambda: len(house.calls("POST /jobs/upload-target", "tuplets")) > 1)

    numbers = await once(house, lambda numbers: every(numbers, "provider_rest_seconds") != [0])
    failed = [n for (name, labels), n in numbers.items() if ("call", "look") in labels and n]
    assert provider(numbers, call="prepare", answer="rate_limited") == 1
    assert provider(numbers, call="look", answer="unclear") >= 1
    assert len(failed) >= 2
    assert 0 < every(numbers, "provider_rest_seconds")[0] <= 600
    assert every(numbers, "provider_budget_requests") == [0]
    assert number(numbers, "jobs", state="running") == 1
    assert number(numbers, "jobs", state="sending") == 1


async def test_a_no_of_slack_is_counted_under_its_own_name(socket_house: House):
    house = socket_house
    house.sandbox.faults.order("slack", "chat.update", error="cant_update_message")
    await house.share()

    labels = {"method": "chat.update", "answer": "cant_update_message"}

    await once(house, lambda numbers: number(numbers, "slack_calls_total", **labels) == 1)


async def test_a_job_that_its_service_works_on_is_not_overdue(socket_house: House):
    house = socket_house
    await held(house)
    numbers = read(await scraped(house))

    assert number(numbers, "jobs", state="running") == 1
    assert number(numbers, "oldest_wait_seconds") == 0  # its service has all the time it may take


async def test_nothing_in_it_names_anybody_or_says_a_word_of_anybody(socket_house: House):
    house = socket_house
    message = await house.share(recording(), text='@Threadscribe --title "Sacked tomorrow"')
    await house.delivered(message)
    text = await scraped(house)
    said = house.transcript(message).replace(":", " ").split()
    spoken = {word for word in said if len(word) > 8}
    environment = house.sandbox.environment(house.mode)
    secrets = {v for name, v in environment.items() if name.endswith(("TOKEN", "KEY", "SECRET"))}

    assert spoken
    assert secrets
    for told in {"Sacked", "tomorrow", "product", "meeting", *spoken, *secrets}:
        assert told not in text
    assert message.channel not in text
    assert message.ts not in text


async def once(house: House, so: Callable[[Numbers], bool]) -> Numbers:
    """The numbers as soon as they are so."""
    for _ in range(1000):
        if so(numbers := read(await scraped(house))):
            return numbers
    raise AssertionError("never so")


async def scraped(house: House) -> str:
    """What Prometheus would get."""
    async with (
        aiohttp.ClientSession(f"http://127.0.0.1:{house.port}") as session,
        session.get("/metrics") as response,
    ):
        assert response.status == 200
        assert response.content_type == "text/plain"
        return await response.text()


def read(text: str) -> Numbers:
    """Every sample by its name and labels."""
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if not sample.name.endswith("_created")
    }


def number(numbers: Numbers, name: str, **labels: str) -> float:
    return numbers.get((f"threadscribe_{name}", frozenset(labels.items())), 0.0)


def every(numbers: Numbers, name: str) -> list[float]:
    return [value for (known, _), value in numbers.items() if known == f"threadscribe_{name}"]


def provider(numbers: Numbers, **labels: str) -> float:
    """Requests of whichever account there is."""
    name = "threadscribe_provider_requests_total"
    return sum(
        value
        for (known, found), value in numbers.items()
        if known == name and found >= frozenset(labels.items())
    )
