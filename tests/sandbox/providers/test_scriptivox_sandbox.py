"""Scriptivox in miniature: it refuses what the service would refuse, and answers as its pages do."""

import asyncio
import json
import socket
from decimal import Decimal
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.providers.scriptivox import INSTANT, Scriptivox
from bot.sandbox.providers.scriptivox.money import price
from bot.sandbox.recordings import samples

WIRE = Path(__file__).parents[2] / "wire" / "scriptivox"
TALK = next(s for s in samples() if s.name == "launch-review.mp3")


def wire(name):
    return json.loads((WIRE / f"{name}.json").read_text(encoding="utf-8"))["body"]


class Customer:
    """Somebody with a key; `service` is the account itself."""

    def __init__(self, http, service, changes):
        self.http, self.service, self.clock = http, service, service.clock
        self.changes = changes

    async def ask(self, method, path, *, status=200, headers=(), **what):
        """(headers, content) of an answer with this status."""
        given = {"Authorization": self.service.api_key, **dict(headers)}
        url = self.service.base_url + path
        async with self.http.request(method, url, headers=given, **what) as answer:
            assert answer.status == status, await answer.text()
            kind = answer.content_type
            read = answer.json() if kind == "application/json" else answer.text()
            return answer.headers, await read

    async def told(self, method, path, **what):
        return (await self.ask(method, path, **what))[1]

    async def refused(self, status, method, path, **what):
        """The code of a refusal."""
        answer = await self.told(method, path, status=status, **what)
        assert answer["error"].keys() == {"code", "message"}
        return answer["error"]["code"]

    async def put(self, target, data=b"", *, headers=None, **more):
        headers = target["headers"] if headers is None else headers
        async with self.http.put(
            target["upload_url"], data=data, headers=headers, **more
        ) as answer:
            return answer.status

    async def uploaded(self, data=None):
        target = await self.told("POST", "/upload", json={"filename": "talk.mp3"})
        assert await self.put(target, TALK.path.read_bytes() if data is None else data) == 200
        return target["upload_id"]

    async def order(self, *, key=None, status=200, **fields):
        headers = {"Idempotency-Key": key} if key else {}
        return await self.ask("POST", "/transcribe", json=fields, headers=headers, status=status)

    async def done(self, made):
        """A job that has ended."""
        job = self.service.find(made["id"])
        await self.changes.wait_until(lambda: job.ready or job.over, seconds=50)
        return await self.told("GET", f"/transcribe/{job.id}")


@pytest.fixture
async def customer():
    """A customer of an account where work takes no time and time stands still."""
    changes = Changes()
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    clock = Clock(speed=0, at=1_800_000_000)
    service = Scriptivox(clock=clock, base_url=f"{url}/scriptivox", changed=changes.ring)
    service.pace = INSTANT
    app, inner = web.Application(), web.Application(client_max_size=1024**3)
    inner.add_routes(service.routes())
    app.add_subapp("/scriptivox", inner)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    async with aiohttp.ClientSession() as http:
        yield Customer(http, service, changes)
    await runner.cleanup()
    await service.close()


async def test_the_answers_have_the_fields_of_the_pages(customer):
    target = await customer.told("POST", "/upload", json={"filename": "talk.mp3"})
    assert target.keys() == wire("upload_target").keys()
    upload = await customer.uploaded()
    _, made = await customer.order(upload_id=upload, diarize=True)
    assert made.keys() == wire("created").keys()
    done = await customer.done(made)
    page = wire("completed_full")
    assert done.keys() == page.keys()
    assert done["result"].keys() == page["result"].keys()
    said, shown = done["result"]["utterances"][0], page["result"]["utterances"][0]
    assert said.keys() == shown.keys()
    assert said["words"][0].keys() == shown["words"][0].keys()
    listed = await customer.told("GET", "/transcriptions")
    assert listed.keys() == wire("list").keys()
    assert listed["items"][0].keys() == wire("list")["items"][0].keys()
    balance = await customer.told("GET", "/balance")
    assert balance.keys() == wire("balance").keys() - {"updated_at"}


async def test_a_talk_is_transcribed_with_its_speakers_and_paid_by_the_second(customer):
    _, made = await customer.order(upload_id=await customer.uploaded(), diarize=True)
    done = await customer.done(made)
    assert done["result"]["speakers"] == [f"SPEAKER {n}" for n in range(1, 5)]
    assert done["cost_cents"] == pytest.approx(TALK.seconds / 180, abs=0.001)
    assert customer.service.credit == 100 - Decimal(str(done["cost_cents"])) / 100


def test_two_minutes_cost_what_the_page_says():
    assert price(120) == Decimal("0.6667")
    assert price(3600) == 20


async def test_without_diarization_nobody_is_named_and_words_are_timed_unless_unwanted(customer):
    for align in (True, False):
        _, made = await customer.order(upload_id=await customer.uploaded(), align=align)
        done = await customer.done(made)
        assert done["result"]["speakers"] == []
        assert all("speaker" not in u for u in done["result"]["utterances"])
        assert all(("words" in u) is align for u in done["result"]["utterances"])


async def test_captions_come_in_three_forms_once_there_is_something_to_show(customer):
    customer.service.hold()
    _, made = await customer.order(upload_id=await customer.uploaded(), diarize=True)
    path = f"/transcribe/{made['id']}"
    assert await customer.refused(409, "GET", f"{path}?format=srt") == "CONFLICT"
    customer.service.release()
    await customer.done(made)
    srt = await customer.told("GET", f"{path}?format=srt")
    assert srt.startswith("1\n00:00:00,450 --> 00:00:08,260\nSPEAKER 1: Good morning")
    vtt = await customer.told("GET", f"{path}?format=vtt")
    assert vtt.startswith("WEBVTT\n\n00:00:00.450 --> ")
    assert (await customer.told("GET", f"{path}?format=text")).startswith("Good morning")
    assert await customer.refused(400, "GET", f"{path}?format=pdf") == "INVALID_REQUEST"


BAD_ORDERS = [
    {},
    {"upload_id": "u", "url": "https://x.example/a"},
    {"url": "ftp://x.example/a"},
    {"url": "https://x.example/" + "a" * 2048},
    {"url": 7},
    {"upload_id": "u", "language": "eo"},
    {"upload_id": "u", "language": None},
    {"upload_id": "u", "diarize": "true"},
    {"upload_id": "u", "align": 1},
    {"upload_id": "u", "speaker_count": 2},
    {"upload_id": "u", "speaker_count": 0, "diarize": True},
    {"upload_id": "u", "speaker_count": 51, "diarize": True},
    {"upload_id": "u", "speaker_count": True, "diarize": True},
    {"upload_id": "u", "model": "large"},
    {"upload_id": "u", "webhook_url": "nowhere"},
]


@pytest.mark.parametrize("fields", BAD_ORDERS, ids=map(str, range(len(BAD_ORDERS))))
async def test_an_order_that_is_not_as_the_page_has_it_is_refused(customer, fields):
    assert await customer.refused(400, "POST", "/transcribe", json=fields) == "INVALID_REQUEST"
    assert customer.service.jobs == []


async def test_only_small_json_is_read(customer):
    for path in ("/upload", "/transcribe"):
        refused = await customer.refused(415, "POST", path, data=b"{}")
        assert refused == "UNSUPPORTED_MEDIA_TYPE"
        large = {"url": "x" * 110_000}
        assert await customer.refused(413, "POST", path, json=large) == "PAYLOAD_TOO_LARGE"
        json_type = {"Content-Type": "application/json"}
        for body in (b"{", b"[]", b"\xff"):
            refused = await customer.refused(400, "POST", path, data=body, headers=json_type)
            assert refused == "INVALID_REQUEST"


@pytest.mark.parametrize(
    ("filename", "code"),
    [
        ("talk.txt", "INVALID_MEDIA_FORMAT"),
        ("talk", "INVALID_MEDIA_FORMAT"),
        ("", "INVALID_FILENAME"),
        ("../talk.mp3", "INVALID_FILENAME"),
        (".mp3", "INVALID_FILENAME"),
        ("a\nb.mp3", "INVALID_FILENAME"),
        ("a" * 256 + ".mp3", "INVALID_FILENAME"),
        (None, "INVALID_FILENAME"),
    ],
)
async def test_a_name_that_promises_no_recording_gets_no_place(customer, filename, code):
    assert await customer.refused(400, "POST", "/upload", json={"filename": filename}) == code


async def _chunks():
    yield b"sound"


async def test_storage_takes_an_upload_once_and_only_as_it_was_signed(customer):
    target = await customer.told("POST", "/upload", json={"filename": "talk.mp3"})
    other = {**target, "upload_url": target["upload_url"] + "x"}
    assert await customer.put(other) == 403
    signed = target["headers"]
    assert await customer.put(target, headers={**signed, "Authorization": "x"}) == 400
    assert await customer.put(target, headers={**signed, "X-Api-Key": "x"}) == 400
    assert await customer.put(target, headers={"Content-Type": "audio/wav"}) == 400
    assert await customer.put(target, _chunks()) == 411
    assert await customer.put(target, b"sound") == 200
    assert await customer.put(target, b"sound") == 409
    late = await customer.told("POST", "/upload", json={"filename": "talk.mp3"})
    customer.clock.move(3600)
    assert await customer.put(late) == 400


async def test_an_upload_is_ordered_once_filled_and_in_time(customer):
    assert (await customer.order(upload_id="nobody", status=404))[1]["error"]["code"] == (
        "UPLOAD_NOT_FOUND"
    )
    empty = await customer.told("POST", "/upload", json={"filename": "talk.mp3"})
    used, late = await customer.uploaded(), await customer.uploaded()
    await customer.order(upload_id=used)
    wanted = {empty["upload_id"]: "FILE_NOT_UPLOADED", used: "UPLOAD_ALREADY_USED"}
    for upload, code in wanted.items():
        _, answer = await customer.order(upload_id=upload, status=400)
        assert answer["error"]["code"] == code
    customer.clock.move(3600)
    _, answer = await customer.order(upload_id=late, status=400)
    assert answer["error"]["code"] == "UPLOAD_EXPIRED"
    assert len(customer.service.jobs) == 1


async def test_a_key_is_good_for_one_order_and_one_body(customer):
    upload = await customer.uploaded()
    headers, made = await customer.order(key="k", upload_id=upload)
    assert "Idempotent-Replay" not in headers
    headers, again = await customer.order(key="k", upload_id=upload)
    assert headers["Idempotent-Replay"] == "true"
    assert again == made
    _, answer = await customer.order(key="k", upload_id=upload, align=False, status=422)
    assert answer["error"]["code"] == "IDEMPOTENCY_KEY_CONFLICT"
    _, answer = await customer.order(key="k" * 256, upload_id=upload, status=400)
    assert answer["error"]["code"] == "INVALID_REQUEST"
    assert len(customer.service.jobs) == 1


async def test_a_key_is_locked_while_its_order_is_under_way_and_free_after_a_refusal(customer):
    upload = await customer.uploaded()
    customer.service.credit = Decimal(0)
    await customer.order(key="k", upload_id=upload, status=402)
    customer.service.credit = Decimal(1)
    customer.service.stall()
    first = asyncio.create_task(customer.order(key="k", upload_id=upload))
    await customer.changes.wait_until(lambda: customer.service.keys.under_way)
    _, answer = await customer.order(key="k", upload_id=upload, status=409)
    assert answer["error"]["code"] == "IDEMPOTENCY_KEY_LOCKED"
    customer.service.go_on()
    assert (await first)[1]["status"] == "created"


async def test_money_is_reserved_and_given_back(customer):
    customer.service.hold()
    _, made = await customer.order(upload_id=await customer.uploaded())
    balance = await customer.told("GET", "/balance")
    reserved = balance["reserved_cents"]
    assert reserved == float(price(customer.service.jobs[0].seconds))
    assert balance["available_cents"] == pytest.approx(10_000 - reserved)
    path = f"/transcribe/{made['id']}/cancel"
    answer = await customer.told("POST", path)
    assert answer.keys() == wire("cancelled").keys()
    assert answer["error"]["code"] == "CANCELLED"
    assert answer["released_cents"] == reserved
    assert await customer.told("POST", path) == answer
    balance = await customer.told("GET", "/balance")
    assert (balance["balance_cents"], balance["reserved_cents"]) == (10_000, 0)


async def test_an_order_needs_balance(customer):
    upload = await customer.uploaded()
    for credit, code in (("0", "ZERO_BALANCE"), ("0.001", "INSUFFICIENT_BALANCE")):
        customer.service.credit = Decimal(credit)
        _, answer = await customer.order(upload_id=upload, status=402)
        assert answer["error"]["code"] == code
    customer.service.credit = Decimal(1)
    await customer.order(upload_id=upload)


async def test_what_is_under_way_cannot_be_deleted_and_what_ended_not_cancelled(customer):
    customer.service.hold()
    _, made = await customer.order(upload_id=await customer.uploaded())
    path = f"/transcribe/{made['id']}"
    assert await customer.refused(409, "DELETE", path) == "CONFLICT"
    customer.service.release()
    await customer.done(made)
    assert await customer.refused(409, "POST", f"{path}/cancel") == "CONFLICT"
    for _ in range(2):
        await customer.ask("DELETE", path, status=204)
    assert await customer.refused(404, "GET", path) == "TRANSCRIPTION_NOT_FOUND"
    assert (await customer.told("GET", "/transcriptions"))["items"] == []
    assert await customer.refused(404, "DELETE", "/transcribe/x") == "TRANSCRIPTION_NOT_FOUND"


async def _made(customer, count):
    customer.service.hold()
    names = []
    for n in range(count):
        customer.service.web[f"https://x.example/{n}"] = b""
        customer.clock.move(1)
        names.append((await customer.order(url=f"https://x.example/{n}"))[1]["id"])
    return names


async def test_a_list_goes_on_by_its_cursor_either_way(customer):
    names = await _made(customer, 5)
    for order, wanted in (("asc", names), ("desc", names[::-1])):
        seen, cursor = [], {}
        while True:
            asked = {"limit": 2, "order": order, **cursor}
            page = await customer.told("GET", "/transcriptions", params=asked)
            seen += [item["id"] for item in page["items"]]
            if not page["has_more"]:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert page["next_cursor"] is None
        assert seen == wanted


async def test_a_list_shows_a_time_and_a_state(customer):
    names = await _made(customer, 3)
    params = {"from": "2027-01-15T08:00:02Z", "to": "2027-01-15T08:00:03+00:00"}
    page = await customer.told("GET", "/transcriptions", params=params)
    assert [item["id"] for item in page["items"]] == names[1:2]
    done = await customer.told("GET", "/transcriptions", params={"status": "completed"})
    assert done["items"] == []
    for bad in ({"limit": 201}, {"limit": "all"}, {"status": "x"}, {"cursor": "é"}, {"from": "x"}):
        refused = await customer.refused(400, "GET", "/transcriptions", params=bad)
        assert refused == "INVALID_REQUEST"


async def test_a_key_may_come_in_three_ways_and_must_be_known(customer):
    key = customer.service.api_key
    url = f"{customer.service.base_url}/balance"
    for given in ({"Authorization": key}, {"Authorization": f"Bearer {key}"}, {"X-Api-Key": key}):
        async with customer.http.get(url, headers=given) as answer:
            assert answer.status == 200
    for given in ({}, {"Authorization": "Bearer x"}, {"X-Api-Key": "x"}):
        async with customer.http.get(url, headers=given) as answer:
            assert answer.status == 401
    customer.service.revoked = True
    assert await customer.refused(401, "GET", "/balance") == "API_KEY_REVOKED"


async def test_a_budget_lasts_a_minute_and_says_when_it_is_full_again(customer):
    for _ in range(60):
        await customer.told("GET", "/transcriptions")
    customer.clock.move(20)
    headers, answer = await customer.ask("GET", "/transcriptions", status=429)
    assert answer["error"]["code"] == "RATE_LIMIT_EXCEEDED"
    assert headers["Retry-After"] == "40"
    await customer.told("GET", "/balance")
    customer.clock.move(40)
    await customer.told("GET", "/transcriptions")
