"""Plaud in miniature refuses what Plaud would refuse."""

import asyncio
import base64
import hashlib
import json
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.clock import Clock
from bot.sandbox.providers.plaud import INSTANT, Plaud
from bot.sandbox.recordings import samples

OAUTH = "/oauth/partner/access-token"
USERS = "/open/partner/users/access-token"
FILES = "/open/partner/files/upload"
TASKS = "/open/partner/ai/transcriptions/"
WIRE = Path(__file__).parents[2] / "wire" / "plaud"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def wire(name):
    return json.loads((WIRE / f"{name}.json").read_text(encoding="utf-8"))


def basic(name, secret):
    pair = base64.b64encode(f"{name}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


class Customer:
    """A partner with an app; `plaud` is the client itself, for orders and a look inside."""

    def __init__(self, http, plaud, changed):
        self.http = http
        self.plaud = plaud
        self.changed = changed
        self.basic = basic(plaud.client_id, plaud.secret_key)
        self.keys = {"X-Client-Id": plaud.client_id, "X-Client-Api-Key": plaud.api_key}

    async def ask(self, method, path, *, status=200, **what):
        url = path if path.startswith("http") else self.plaud.base_url + path
        async with self.http.request(method, url, **what) as answer:
            assert answer.status == status, await answer.text()
            text = await answer.text()
            return json.loads(text) if "json" in answer.content_type else text

    async def partner(self):
        return await self.ask("POST", OAUTH, headers={**FORM, **self.basic})

    async def bearer(self, user_id="threadscribe-1"):
        partner = (await self.partner())["access_token"]
        body = {"user_id": user_id, "expires_in": 86400}
        headers = {"Authorization": f"Bearer {partner}"}
        user = await self.ask("POST", USERS, json=body, headers=headers)
        return {"Authorization": f"Bearer {user['access_token']}"}

    async def plan(self, bearer, size, kind="mp3", **what):
        body = {"filesize": size, "filetype": kind}
        path = f"{FILES}/generate-presigned-urls"
        return await self.ask("POST", path, json=body, headers=bearer, **what)

    async def put(self, part, data, *, status=200, headers=()):
        url = part["PresignedUrl"]
        async with self.http.put(url, data=data, headers=dict(headers)) as answer:
            assert answer.status == status, await answer.text()
            return answer.headers.get("ETag"), await answer.text()

    async def complete(self, bearer, plan, tags, *, status=200, **more):
        body = {
            "file_id": plan["FileId"],
            "upload_id": plan["UploadId"],
            "part_list": [{"PartNumber": n, "ETag": t} for n, t in enumerate(tags, start=1)],
            "filetype": "mp3",
            **more,
        }
        path = f"{FILES}/complete-upload"
        return await self.ask("POST", path, json=body, headers=bearer, status=status)

    async def uploaded(self, data):
        bearer = await self.bearer()
        plan = await self.plan(bearer, len(data))
        size = plan["ChunkSize"]
        cut = [data[i : i + size] for i in range(0, len(data), size)]
        tags = [
            (await self.put(part, piece))[0] for part, piece in zip(plan["Parts"], cut, strict=True)
        ]
        return (await self.complete(bearer, plan, tags))["DownloadUrl"]

    async def create(self, url, *, status=200, headers=None, path=TASKS, **params):
        body = {"file_url": url, "params": params}
        headers = self.keys if headers is None else headers
        return await self.ask("POST", path, json=body, headers=headers, status=status)

    async def done(self, made):
        while not self.plaud.find(made["transcription_id"]).over:
            await asyncio.wait_for(self.changed.wait(), 20)
            self.changed.clear()
        return await self.look(made)

    async def look(self, made):
        return await self.ask("GET", TASKS + made["transcription_id"], headers=self.keys)


@pytest.fixture
async def customer():
    async with AsyncExitStack() as stack:
        changed = asyncio.Event()
        clock = Clock(speed=0, at=1_800_000_000)
        plaud = Plaud(clock=clock, base_url="", changed=changed.set)
        app, service = web.Application(), web.Application(client_max_size=1024**3)
        service.add_routes(plaud.routes())
        app.add_subapp("/plaud", service)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        stack.push_async_callback(plaud.close)
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        plaud.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}/plaud"
        plaud.reset()
        plaud.pace = INSTANT
        http = await stack.enter_async_context(aiohttp.ClientSession())
        yield Customer(http, plaud, changed)


def recording():
    return next(s for s in samples() if s.name == "launch-review.mp3").path.read_bytes()


async def test_every_answer_has_the_fields_of_the_pages(customer):
    assert (await customer.partner()).keys() == wire("partner_token")["body"].keys()
    bearer = await customer.bearer()
    plan = await customer.plan(bearer, 5)
    assert plan.keys() == wire("upload_plan")["body"].keys()
    tag, _ = await customer.put(plan["Parts"][0], b"sound")
    assert tag == f'"{hashlib.md5(b"sound").hexdigest()}"'
    assert (await customer.complete(bearer, plan, [tag])).keys() == wire("uploaded")["body"].keys()
    url = await customer.uploaded(recording())
    made = await customer.create(url, diarization={"enabled": True})
    assert made.keys() == wire("created")["body"].keys()
    assert (made["status"], made["data"]) == ("PENDING", {})
    done, shown = await customer.done(made), wire("succeeded")["body"]
    assert done.keys() == shown.keys()
    assert done["data"].keys() == shown["data"].keys()
    assert done["data"]["segments"][0].keys() == shown["data"]["segments"][0].keys()
    customer.plaud.spelling = "results"
    made = await customer.create(url, diarization={"enabled": True, "return_embedding": True})
    done, shown = await customer.done(made), wire("succeeded_results")["body"]
    assert done["data"].keys() == shown["data"].keys()


async def test_oauth_wants_the_clients_own_credentials_and_a_form(customer):
    wrong = basic(customer.plaud.client_id, customer.plaud.api_key)
    for headers in ({}, wrong):
        told = await customer.ask("POST", OAUTH, headers={**FORM, **headers}, status=401)
        assert told == {"detail": "CLIENT_NOT_FOUND"}
    await customer.ask("POST", OAUTH, headers=customer.basic, json={}, status=415)


async def test_a_refresh_token_is_good_once(customer):
    form = {"refresh_token": (await customer.partner())["refresh_token"]}
    await customer.ask("POST", f"{OAUTH}/refresh", headers=customer.basic, data=form)
    await customer.ask("POST", f"{OAUTH}/refresh", headers=customer.basic, data=form, status=401)


@pytest.mark.parametrize("user_id", ["short", "x" * 121, 7, None])
async def test_a_user_id_has_six_to_a_hundred_and_twenty_characters(customer, user_id):
    headers = {"Authorization": f"Bearer {(await customer.partner())['access_token']}"}
    await customer.ask("POST", USERS, json={"user_id": user_id}, headers=headers, status=422)


async def test_each_endpoint_takes_its_own_kind_of_credentials_only(customer):
    partner = {"Authorization": f"Bearer {(await customer.partner())['access_token']}"}
    user = await customer.bearer()
    other_scheme = {"Authorization": user["Authorization"].replace("Bearer", "Basic")}
    for headers in (partner, customer.keys, other_scheme, {}):
        await customer.plan(headers, 5, status=401)
    body = {"user_id": "threadscribe-1"}
    for headers in (user, customer.keys):
        await customer.ask("POST", USERS, json=body, headers=headers, status=401)
    swapped = {**customer.keys, "X-Client-Api-Key": customer.plaud.secret_key}
    for headers in (partner, user, swapped, {}, {**customer.keys, **user}):
        await customer.create("https://x.example/", headers=headers, status=401)
        await customer.ask("GET", f"{TASKS}t1", headers=headers, status=401)


async def test_tokens_end_when_they_said_they_would(customer):
    bearer = await customer.bearer()
    customer.plaud.clock.move(86399)
    await customer.plan(bearer, 5)
    customer.plaud.clock.move(1)
    assert await customer.plan(bearer, 5, status=401) == {"detail": "TOKEN_EXPIRED"}


async def test_ten_tokens_a_minute_are_enough(customer):
    for _ in range(10):
        await customer.partner()
    await customer.ask("POST", OAUTH, headers={**FORM, **customer.basic}, status=429)
    customer.plaud.clock.move(60)
    await customer.partner()


async def test_without_its_last_slash_there_is_no_such_place(customer):
    url = await customer.uploaded(recording())
    await customer.create(url, path=TASKS.rstrip("/"), status=404)
    assert customer.plaud.jobs == []


@pytest.mark.parametrize(
    ("size", "kind", "status", "code"),
    [
        (5, "wav", 400, "FILE_TYPE_INVALID"),
        (5, "ogg", 400, "FILE_TYPE_INVALID"),
        (5_000_000_001, "mp3", 400, "FILE_SIZE_INVALID"),
        (0, "mp3", 422, None),
        ("5", "mp3", 422, None),
    ],
)
async def test_a_plan_is_made_for_what_uploads_take(customer, size, kind, status, code):
    told = await customer.plan(await customer.bearer(), size, kind, status=status)
    assert told.get("code") == code


async def test_storage_takes_a_part_as_it_was_signed_and_speaks_xml(customer):
    customer.plaud.storage.chunk_size = 5
    plan = await customer.plan(await customer.bearer(), 7)
    first, last = plan["Parts"]
    for headers in ({"Authorization": "Bearer x"}, customer.keys):
        _, told = await customer.put(first, b"01234", headers=headers, status=400)
        assert told.startswith("<?xml")
    await customer.put(first, b"0123", status=400)
    await customer.put(last, b"01234", status=400)
    forged = {"PresignedUrl": first["PresignedUrl"][:-1] + "_"}
    assert "SignatureDoesNotMatch" in (await customer.put(forged, b"01234", status=403))[1]
    customer.plaud.clock.move(3600)
    await customer.put(first, b"01234", status=403)


async def test_an_upload_is_complete_with_all_its_parts_tags_and_digest(customer):
    customer.plaud.storage.chunk_size = 5
    bearer = await customer.bearer()
    plan = await customer.plan(bearer, 7)
    one, _ = await customer.put(plan["Parts"][0], b"01234")
    await customer.complete(bearer, plan, [one], status=400)
    two, _ = await customer.put(plan["Parts"][1], b"56")
    for tags in ([one], [two, one], [one, "x"]):
        await customer.complete(bearer, plan, tags, status=400)
    await customer.complete(bearer, plan, [one, 7], status=422)
    tags = [one, two.strip('"')]  # storages take both
    await customer.complete(bearer, plan, tags, filetype="m4a", status=400)
    await customer.complete(bearer, plan, tags, upload_id="x", status=404)
    await customer.complete(bearer, plan, tags, file_md5="0" * 32, status=400)
    await customer.complete(bearer, plan, tags, file_md5=hashlib.md5(b"0123456").hexdigest())


@pytest.mark.parametrize(
    "params",
    [
        {"hotwords": "a,b"},
        {"transcribe": {"language": "german please"}},
        {"transcribe": {"model": "gpt"}},
        {"transcribe": {"detection_level": "segment"}},
        {"diarization": {"enabled": "yes"}},
        {"diarization": True},
        {"vad": {"decode_silence": 0}},
    ],
)
async def test_an_order_that_is_not_on_the_page_is_refused(customer, params):
    url = await customer.uploaded(recording())
    await customer.create(url, status=422, **params)
    assert customer.plaud.jobs == []


async def test_only_its_own_unexpired_download_address_is_taken(customer):
    url = await customer.uploaded(recording())
    await customer.create("https://files.example/talk.mp3", status=500)
    await customer.create(url + "0", status=400)
    customer.plaud.clock.move(86400)
    assert (await customer.create(url, status=400))["code"] == "FILE_URL_INVALID"
    assert customer.plaud.jobs == []


async def test_an_unknown_task_and_one_of_last_week_are_pending(customer):
    made = await customer.create(await customer.uploaded(recording()))
    assert (await customer.done(made))["status"] == "SUCCESS"
    customer.plaud.clock.move(7 * 86400)
    nobodys = {"transcription_id": "task_exec_0"}
    for task in (made, nobodys):
        assert (await customer.look(task))["status"] == "PENDING"


async def test_a_held_task_goes_through_its_states(customer):
    customer.plaud.hold()
    made = await customer.create(await customer.uploaded(recording()))
    assert (await customer.look(made))["status"] in ("PENDING", "STARTED", "PROGRESS")
    job = customer.plaud.find(made["transcription_id"])
    while not job.ready:
        await asyncio.wait_for(customer.changed.wait(), 20)
        customer.changed.clear()
    assert (await customer.look(made))["status"] == "PROGRESS"
    customer.plaud.release()
    assert (await customer.look(made))["status"] == "SUCCESS"


async def test_failed_and_revoked_tasks_cost_nothing_and_others_do(customer):
    url = await customer.uploaded(recording())
    customer.plaud.fail_next("No.")
    failed = await customer.done(await customer.create(url))
    assert (failed["status"], failed["message"]) == ("FAILURE", "No.")
    customer.plaud.revoke_next()
    revoked = await customer.done(await customer.create(url))
    assert (revoked["status"], "message" in revoked) == ("REVOKED", False)
    assert customer.plaud.credit == 84
    await customer.done(await customer.create(url))
    assert 83.99 < float(customer.plaud.credit) < 84
    customer.plaud.credit = 0
    assert (await customer.create(url, status=402))["code"] == "INSUFFICIENT_QUOTA"


async def test_any_result_can_be_put_in_the_place_of_the_true_one(customer):
    customer.plaud.result_override = {"results": []}
    made = await customer.create(await customer.uploaded(recording()))
    assert (await customer.done(made))["data"] == {"results": []}


async def test_a_reset_client_is_as_new(customer):
    bearer = await customer.bearer()
    await customer.create(await customer.uploaded(recording()))
    customer.plaud.reset()
    assert customer.plaud.jobs == []
    await customer.plan(bearer, 5, status=401)
