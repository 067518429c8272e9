"""Everything else that Tuplets says no to."""

import json
from decimal import Decimal

import pytest

from tests.media import sounds
from tests.sandbox.providers.conftest import CALL, REVIEW, sample, wire

RATED = "Too many requests. Please slow down and try again."


def field(**more):
    return {"key": "mood", "label": "Mood", "type": "boolean", **more}


def schema(*fields, **more):
    return {"schema": {"fields": list(fields), **more}}


OPTION = {"id": 1, "code": "GOOD", "label": "Good"}


def test_the_documented_statuses_are_all_told_here():
    told = {answer["status"] for answer in wire("errors")["answers"]}
    assert told == {400, 401, 402, 403, 404, 409, 410, 429, 503}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/health"),
        ("POST", "/jobs"),
        ("GET", "/jobs"),
        ("GET", "/jobs/1"),
        ("DELETE", "/jobs/1"),
        ("GET", "/jobs/1/download"),
        ("POST", "/jobs/cancel"),
        ("POST", "/jobs/upload-target"),
    ],
)
async def test_without_the_right_key_nothing_is_answered(customer, method, path):
    customer.key = "tb_" + "0" * 40
    assert await customer.refused(401, method, path) == "Missing or invalid API key."
    customer.key = ""
    assert await customer.refused(401, method, path) == "Missing or invalid API key."


async def test_the_key_has_the_form_of_the_page_and_can_be_verified(customer):
    assert customer.key.startswith("tb_")
    assert len(customer.key) == 43
    assert await customer.ask("GET", "/health")


async def test_an_unknown_job_is_not_found(customer):
    for method, path in (("GET", "/jobs/1"), ("DELETE", "/jobs/1"), ("GET", "/jobs/1/download")):
        assert await customer.refused(404, method, path) == "Job not found."


async def test_an_unverified_account_creates_nothing(customer):
    customer.tuplets.email_verified = False
    assert "Verify" in await customer.not_created(403, sample(REVIEW))


async def test_without_capacity_nothing_is_created(customer):
    customer.tuplets.at_capacity = True
    assert "capacity" in await customer.not_created(503, sample(REVIEW))


async def test_no_more_jobs_at_once_than_there_are_slots(customer):
    customer.tuplets.slots = 2
    customer.tuplets.hold()
    running = [await customer.create(sample(CALL)) for _ in range(2)]
    assert "Concurrent job limit" in await customer.not_created(409, sample(CALL))
    customer.tuplets.release()
    for made in running:
        await customer.done(made)
    await customer.create(sample(CALL))


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("language", "xx", "not supported by the standard model"),
        ("language", "he", "not supported"),
        ("language", "yue", "not supported"),
        ("transcription_model", "turbo", "must be standard or premium"),
        ("diarization", "maybe", "must be true or false"),
        ("pii_processing", "2", "must be true or false"),
        ("speaker_embeddings", "true", "requires transcription_model=premium"),
        ("webhook_url", "https://example.com", "Unknown field: webhook_url."),
    ],
)
async def test_a_field_with_a_wrong_value_is_refused(customer, name, value, said):
    assert said in await customer.not_created(400, sample(REVIEW), **{name: value})


async def test_premium_has_its_own_languages(customer):
    premium = {"transcription_model": "premium"}
    await customer.create(sample(REVIEW), language="yue", **premium)
    assert "premium" in await customer.not_created(400, sample(REVIEW), language="cy", **premium)


async def test_embeddings_need_premium_and_diarization_both(customer):
    both = "speaker_embeddings requires transcription_model=premium and diarization=true."
    wish = {"speaker_embeddings": "true", "transcription_model": "premium"}
    assert await customer.not_created(400, sample(REVIEW), **wish) == both
    wish = {"speaker_embeddings": "true", "diarization": "true"}
    assert await customer.not_created(400, sample(REVIEW), **wish) == both


@pytest.mark.parametrize(
    "analytics",
    [
        "full",
        [],
        {"profile": "deep"},
        {"profile": 1},
        {"domain": "bakery"},
        {"modules": ["summary"]},
        {"schema": []},
        {"schema": {"fields": {}}},
        {"schema": {"schema_version": 1}},
        schema("mood"),
        schema(field(key="Mood")),
        schema(field(key="1mood")),
        schema(field(key="mood-now")),
        schema(field(label="")),
        schema(field(type="text")),
        schema(field(required="yes")),
        schema(field(type="single_select")),
        schema(field(type="single_select", options=[])),
        schema(field(type="multi_select", options=[{**OPTION, "code": "good"}])),
        schema(field(type="multi_select", options=[OPTION, OPTION])),
        schema(field(type="rating", min=5, max=1)),
        schema(field(type="rating", min="1")),
        schema(field(), field()),
        {"domain": "sales", **schema(field(key="lead_stage"))},
    ],
)
async def test_analytics_that_the_page_does_not_allow_are_refused(customer, analytics):
    said = await customer.not_created(400, sample(REVIEW), analytics=json.dumps(analytics))
    assert said


async def test_analytics_have_to_be_json(customer):
    said = await customer.not_created(400, sample(REVIEW), analytics="{profile:full}")
    assert said == "analytics must be a JSON object."


async def test_recordings_have_a_least_length_and_analytics_a_longer_one(customer):
    customer.tuplets.hold()
    short = sounds.encoded("mp3", "libmp3lame", seconds=4.5)
    assert "minimum audio duration is 5" in await customer.not_created(400, short)
    longer = sounds.encoded("mp3", "libmp3lame", seconds=14)
    for asked in ({"profile": "basic"}, {"domain": "sales"}):
        said = await customer.not_created(400, longer, analytics=asked)
        assert said == "Analytics require at least 15 seconds of audio."
    await customer.create(longer, analytics={"profile": "off"})


async def test_without_credit_for_the_estimate_nothing_is_created(customer):
    customer.tuplets.credit = Decimal("0.0099")
    said = await customer.not_created(402, sample(REVIEW))
    assert said == next(
        a["body"]["detail"] for a in wire("errors")["answers"] if a["status"] == 402
    )
    customer.tuplets.credit = Decimal("0.3")
    customer.tuplets.hold()
    for _ in range(2):
        await customer.create(sample(REVIEW), analytics={"profile": "full"})
    await customer.not_created(402, sample(REVIEW), analytics={"profile": "full"})


async def test_a_burst_of_creates_is_stopped_without_a_word_on_when_to_return(customer):
    for _ in range(20):
        await customer.not_created(400)
    async with customer.http.post(
        f"{customer.tuplets.base_url}/jobs", headers={"Authorization": f"Bearer {customer.key}"}
    ) as answer:
        assert (answer.status, await answer.json()) == (429, {"detail": RATED})
        assert "Retry-After" not in answer.headers
    customer.clock.move(300)
    assert await customer.not_created(400) != RATED


async def test_an_hour_has_its_own_budget_of_creates(customer):
    for _ in range(6):
        for _ in range(20):
            await customer.not_created(400)
        customer.clock.move(300)
    assert await customer.not_created(429) == RATED
    customer.clock.move(1800)
    assert await customer.not_created(400) != RATED


async def test_all_requests_together_have_a_budget_that_the_storage_is_not_part_of(customer):
    target = await customer.target()
    for _ in range(299):
        await customer.ask("GET", "/health")
    assert await customer.refused(429, "GET", "/health") == RATED
    assert (await customer.put(target, b"abc"))[0] == 200
    customer.clock.move(300)
    await customer.ask("GET", "/health")


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "limit=ten", "limit=", "status=done"])
async def test_a_list_is_only_given_within_its_limits(customer, query):
    assert await customer.refused(400, "GET", f"/jobs?{query}")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b'{"cancel_token": 1}'])
async def test_a_cancellation_without_a_token_is_refused(customer, body):
    assert await customer.refused(400, "POST", "/jobs/cancel", data=body)


async def test_a_body_that_is_no_form_is_refused(customer):
    assert await customer.refused(400, "POST", "/jobs", json={"remote_url": "https://a.example/b"})
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    async with customer.http.post(
        f"{customer.tuplets.base_url}/jobs",
        data=b"--y\r\n",
        headers={**headers, "Authorization": f"Bearer {customer.key}"},
    ) as answer:
        assert answer.status == 400
