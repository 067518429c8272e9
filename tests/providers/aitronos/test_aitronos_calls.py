"""What Aitronos' statuses and oddities mean for what happens next."""

import asyncio
import json
from datetime import UTC, datetime
from email.utils import formatdate

import httpx
import pytest
from aiohttp import web
from pydantic import SecretStr

from bot.domain.errors import (
    BotError,
    Busy,
    Fault,
    NeedsOperator,
    RateLimited,
    Rejected,
    Transient,
    Unclear,
    Unreachable,
)
from bot.domain.job import Ticket
from bot.domain.ports import HandlesGone, Running, Stopping
from bot.domain.recording import Wish
from bot.providers.aitronos.sightings import Sightings
from tests.http.servers import StillClock, serve, serve_bytes
from tests.providers.aitronos.aitronos import (
    FILE,
    KEY,
    NOW,
    ONE,
    ORGANIZATION,
    TICKET,
    TOKEN,
    Script,
    aitronos,
    aitronos_at,
    audio,
    order,
    wire,
)

CREATE, LIST, UPLOAD = (
    "POST /audio/transcribe",
    "GET /audio/transcribe",
    "POST /audio/files/upload",
)
LOOK, DELETE = f"GET {ONE}", f"DELETE {ONE}"


def _said(code, message="No.", status=400):
    return {"success": False, "error": {"code": code, "message": message, "status": status}}


async def _sent(asked=None, **more):
    created = wire("created")
    script = Script({CREATE: (created["status"], created["body"])})
    async with aitronos(script, **more) as provider:
        ticket = await provider.submit(asked or order())
    [(_, headers, _, body)] = script.asked
    return ticket, headers, json.loads(body)


async def test_the_paid_call_asks_for_all_that_it_can():
    ticket, headers, body = await _sent()
    assert ticket.remote_id == "trans_a1b2c3d4e5f6a7b8c9d0e1f2a3b4c5d6"
    assert (ticket.secrets["synapses"], ticket.secrets["seconds"]) == ("125.0000", "60.0")
    assert headers["X-API-Key"] == KEY
    assert "Authorization" not in headers
    assert body == {
        "organization_id": ORGANIZATION,
        "transcription_options": {"audio_url": FILE, "language": "en"},
        "speaker_analysis": {"diarization_enabled": True},
        "intelligence_features": {
            "sentiment_analysis_enabled": True,
            "entity_detection_enabled": True,
            "auto_highlights_enabled": True,
            "summarization_enabled": True,
        },
        "privacy_settings": {"pii_redaction_enabled": False},
    }


async def test_a_wish_is_carried_in_their_words():
    link = "https://x.example/a.mp3"
    _, _, body = await _sent(order(link=link, language="de", voices=3, redact=True))
    assert body["transcription_options"] == {"audio_url": link, "language": "de"}
    assert body["speaker_analysis"]["speakers_expected_count"] == 3
    assert body["privacy_settings"] == {
        "pii_redaction_enabled": True,
        "pii_policies": ["email", "phone_number", "ssn"],
    }


@pytest.mark.parametrize(
    "wish", [{"voices": 11}, {"voices": 2, "speakers": False}, {"voices": None}]
)
async def test_a_count_that_it_does_not_take_stays_out(wish):
    _, _, body = await _sent(order(**wish))
    assert body["speaker_analysis"] == {"diarization_enabled": wish.get("speakers", True)}


async def test_an_access_token_goes_as_a_bearers_and_an_api_key_before_it():
    token = SecretStr(TOKEN)
    _, headers, _ = await _sent(aitronos_api_key=None, aitronos_access_token=token)
    assert headers["Authorization"] == f"Bearer {TOKEN}"
    assert "X-API-Key" not in headers
    _, headers, _ = await _sent(aitronos_access_token=token)
    assert "Authorization" not in headers


ERRORS = [(answer["status"], answer["body"]) for answer in wire("errors")["answers"]]
MEANT = [
    (NeedsOperator, Fault.BAD_CREDENTIALS),
    (NeedsOperator, Fault.NO_CREDIT),
    (NeedsOperator, Fault.NO_CREDIT),
    (NeedsOperator, Fault.NO_CREDIT),
    (NeedsOperator, Fault.FORBIDDEN),
    (Rejected, Fault.REFUSED),
    (RateLimited, Fault.SERVICE_DOWN),
    (Unclear, Fault.SERVICE_DOWN),
    (Busy, Fault.SERVICE_DOWN),
]
REFUSALS = [
    *((*error, *meant) for error, meant in zip(ERRORS, MEANT, strict=True)),
    (503, "<html>", Unclear, Fault.SERVICE_DOWN),
    (502, "<html>", Unclear, Fault.SERVICE_DOWN),
    (409, _said("CONFLICT"), Unclear, Fault.SERVICE_DOWN),
    (408, "", Unclear, Fault.SERVICE_DOWN),
    (404, "<html>", NeedsOperator, Fault.SERVICE_DOWN),
    (404, _said("ORGANIZATION_NOT_FOUND"), NeedsOperator, Fault.FORBIDDEN),
    (400, _said("X", "The audio is too long."), Rejected, Fault.TOO_LONG),
    (413, _said("X", "File size."), Rejected, Fault.TOO_LARGE),
    (415, _said("X", "Unsupported format."), Rejected, Fault.NOT_MEDIA),
    (400, {"success": False, "error": "Bad."}, Rejected, Fault.REFUSED),
    (400, [1], Rejected, Fault.REFUSED),
    (307, "", NeedsOperator, Fault.SERVICE_DOWN),
    (200, "<html>", Unclear, Fault.SERVICE_DOWN),
    (200, {}, Unclear, Fault.SERVICE_DOWN),
    (201, {"success": True, "data": {"transcription_id": ""}}, Unclear, Fault.SERVICE_DOWN),
    (200, _said("INSUFFICIENT_SYNAPSES"), Unclear, Fault.SERVICE_DOWN),
]


@pytest.mark.parametrize(
    ("status", "body", "kind", "fault"), REFUSALS, ids=map(str, range(len(REFUSALS)))
)
async def test_every_refusal_of_the_paid_call_says_whether_it_may_be_repeated(
    status, body, kind, fault
):
    script = Script({CREATE: (status, body)})
    async with aitronos(script) as provider:
        with pytest.raises(BotError) as refused:
            await provider.submit(order())
    assert type(refused.value) is kind
    assert refused.value.fault is fault
    assert KEY not in repr(refused.value)
    assert "canary" not in repr(refused.value)
    assert len(script.asked) == 1


async def test_a_refusal_keeps_the_services_own_sentence():
    async with aitronos(Script({CREATE: (422, _said("X", "language \ud800 is odd"))})) as provider:
        with pytest.raises(Rejected) as refused:
            await provider.submit(order())
    assert refused.value.said == "language ? is odd"


async def test_a_file_that_cannot_be_fetched_any_more_is_uploaded_again_and_a_link_refused():
    gone = _said("X", "audio_url could not be fetched")
    async with aitronos(Script({CREATE: (400, gone)})) as provider:
        with pytest.raises(HandlesGone):
            await provider.submit(order())
        with pytest.raises(Rejected) as refused:
            await provider.submit(order(link="https://x.example/a"))
    assert refused.value.fault is Fault.LINK_UNREACHABLE


async def test_a_link_that_is_not_https_is_never_sent():
    script = Script({})
    async with aitronos(script) as provider:
        with pytest.raises(HandlesGone):
            await provider.submit(order(link="http://x.example/a"))
    assert script.asked == []


async def test_a_paid_call_that_never_left_may_be_repeated_and_a_lost_answer_not():
    async with serve(lambda _: None) as base:
        pass
    async with aitronos_at(base) as provider:
        with pytest.raises(Unreachable):
            await provider.submit(order())
    async with serve_bytes(b"") as base, aitronos_at(base) as provider:
        with pytest.raises(Unclear):
            await provider.submit(order())


async def test_an_order_is_given_longer_than_any_other_call(monkeypatch):
    """Both fall silent at the same time; the one with the usual patience gives up first."""
    monkeypatch.setattr("bot.http.api._TIMES", httpx.Timeout(0.1))
    given_up = asyncio.Event()

    async def answer(request):
        await given_up.wait()
        return web.json_response(wire("created")["body"], status=201)

    async with serve(answer) as base, aitronos_at(base) as provider, asyncio.TaskGroup() as group:
        ordered = group.create_task(provider.submit(order()))
        await asyncio.sleep(0)
        with pytest.raises(Unclear):
            await provider.check()
        given_up.set()
        assert (await ordered).remote_id.startswith("trans_")


async def test_an_upload_is_a_form_with_one_file():
    uploaded = wire("uploaded")
    script = Script({UPLOAD: (uploaded["status"], uploaded["body"])})
    async with aitronos(script) as provider:
        handles = await provider.prepare(audio())
    assert handles.values == {"file_url": "https://storage.example.com/files/f_1"}
    [(_, headers, _, body)] = script.asked
    assert headers["X-API-Key"] == KEY
    assert int(headers["Content-Length"]) == len(body)
    assert b'name="file"; filename="recording.mp3"' in body
    assert b"Content-Type: audio/mpeg\r\n\r\nsound\r\n" in body


@pytest.mark.parametrize(
    ("status", "body", "kind", "fault"),
    [
        (401, _said("X"), NeedsOperator, Fault.BAD_CREDENTIALS),
        (403, _said("X"), NeedsOperator, Fault.FORBIDDEN),
        (404, "", NeedsOperator, Fault.SERVICE_DOWN),
        (302, "", NeedsOperator, Fault.SERVICE_DOWN),
        (413, "<html>", Rejected, Fault.TOO_LARGE),
        (422, _said("X", "Unsupported audio format"), Rejected, Fault.NOT_MEDIA),
        (429, _said("X"), RateLimited, Fault.SERVICE_DOWN),
        (408, "", Transient, Fault.SERVICE_DOWN),
        (500, _said("X"), Transient, Fault.SERVICE_DOWN),
        (503, "<html>", Transient, Fault.SERVICE_DOWN),
        (200, "<html>", Transient, Fault.SERVICE_DOWN),
        (200, {"success": True, "data": {}}, Transient, Fault.SERVICE_DOWN),
    ],
    ids=map(str, range(12)),
)
async def test_a_refused_upload_says_whether_to_send_it_again(status, body, kind, fault):
    async with aitronos(Script({UPLOAD: (status, body)})) as provider:
        with pytest.raises(BotError) as refused:
            await provider.prepare(audio())
    assert (type(refused.value), refused.value.fault) == (kind, fault)


async def test_an_upload_whose_source_is_cut_says_so():
    cut = Transient("cut", fault=Fault.FILE_CUT)
    async with aitronos(Script({UPLOAD: (201, {})})) as provider:
        with pytest.raises(Transient) as failed:
            await provider.prepare(audio(size=99, fail=cut))
    assert failed.value is cut


def _row(**fields):
    return {
        "transcription_id": "trans_1",
        "status": "queued",
        "created_at": "2023-11-14T22:13:20Z",  # 1,700,000,000
        "audio_duration_seconds": 60.5,
        "synapses_consumed": 61,
        **fields,
    }


def _page(*rows, more=False):
    return 200, {"data": {"transcriptions": list(rows), "pagination": {"has_more": more}}}


FOUND = [
    ({}, True),
    ({"created_at": "2023-11-14T22:13:16.5Z"}, True),  # their clock is behind
    ({"created_at": "2023-11-14T22:13:20"}, True),  # no zone
    ({"created_at": "2023-11-14T22:13:10Z"}, False),
    ({"created_at": None}, False),
    ({"created_at": "yesterday"}, False),
    ({"transcription_id": "known"}, False),
    ({"transcription_id": None}, False),
    ({"organization_id": "org_other"}, False),
    ({"organization_id": ORGANIZATION}, True),
    ({"audio_duration_seconds": 75.0}, False),
    ({"audio_duration_seconds": None}, True),
    ({"status": "completed"}, True),
]


@pytest.mark.parametrize(("fields", "fits"), FOUND, ids=map(str, range(len(FOUND))))
async def test_a_lost_create_is_found_again_by_what_is_known_of_it(fields, fits):
    async with aitronos(Script({LIST: _page(_row(**fields), "odd")})) as provider:
        found = await provider.find(order(), NOW, frozenset({"known"}))
    assert [t.remote_id for t in found] == ([_row(**fields)["transcription_id"]] if fits else [])
    assert all(t.secrets["synapses"] == "61.0000" for t in found)


async def test_the_list_of_the_page_has_what_was_made_lately():
    listed = wire("list")
    script = Script({LIST: (listed["status"], listed["body"])})
    since = datetime(2026, 3, 2, 10, 29, 58, tzinfo=UTC).timestamp()
    async with aitronos(script) as provider:
        found = await provider.find(order(seconds=None), since, frozenset())
    assert [t.secrets["seconds"] for t in found] == ["62.5"]
    assert script.asked[0][2] == {"limit": "100", "offset": "0"}


def _at(seconds):
    return datetime.fromtimestamp(seconds, UTC).isoformat()


@pytest.mark.parametrize("behind", [-3600.0, 3600.0])
async def test_a_lost_create_is_found_though_clocks_differ_by_an_hour(behind):
    theirs = NOW - behind
    told = {"Date": formatdate(theirs, usegmt=True)}
    page = (*_page(_row(created_at=_at(theirs))), told)
    async with aitronos(Script({LIST: page})) as provider:
        assert len(await provider.find(order(), NOW, frozenset())) == 1
        assert not await provider.find(order(), NOW + 60, frozenset())


async def test_a_list_is_read_until_it_is_older_than_the_order():
    newest = [_row(transcription_id=f"n{n}", created_at=_at(NOW - n)) for n in range(100)]
    async with aitronos(Script({LIST: [_page(*newest, more=True)]})) as provider:
        found = await provider.find(order(), NOW, frozenset())
    assert len(found) == 6  # with the five seconds of their clock


async def test_a_list_in_another_order_is_read_to_its_end():
    oldest = [_row(transcription_id=f"o{n}", created_at=_at(NOW - 999 + n)) for n in range(100)]
    pages = [_page(*oldest, more=True), _page(_row())]
    async with aitronos(Script({LIST: pages})) as provider:
        found = await provider.find(order(), NOW, frozenset())
    assert [t.remote_id for t in found] == ["trans_1"]


async def test_a_list_without_an_end_finds_nothing_out():
    rows = [_row(created_at=None)] * 100
    script = Script({LIST: _page(*rows, more=True)})
    async with aitronos(script) as provider:
        with pytest.raises(Transient):
            await provider.find(order(), NOW, frozenset())
    assert len(script.asked) == 10


@pytest.mark.parametrize("body", ["<html>", {}, {"data": []}, {"data": {"transcriptions": 3}}])
async def test_a_garbled_list_finds_nothing_out(body):
    async with aitronos(Script({LIST: (200, body)})) as provider:
        with pytest.raises(Transient):
            await provider.find(order(), NOW, frozenset())


async def test_what_did_not_change_is_asked_for_by_its_tag_and_comes_without_a_body():
    made = wire("processing")
    first = (made["status"], made["body"], made["headers"])
    script = Script({LOOK: [first, (304, "")]})
    clock = StillClock(NOW)
    async with aitronos(script, clock) as provider:
        seen = await provider.look(TICKET, Wish())
        clock.time += 12
        again = await provider.look(TICKET, Wish())
    assert isinstance(seen, Running)
    assert again == seen
    assert [headers.get("If-None-Match") for _, headers, *_ in script.asked] == [
        None,
        made["headers"]["ETag"],
    ]


def test_what_was_seen_is_kept_until_it_has_ended_and_of_so_many_jobs_alone():
    sightings = Sightings()
    sightings.of("a").etag = "e"
    assert sightings.of("a").etag == "e"
    sightings.drop("a")
    sightings.drop("never seen")
    assert sightings.of("a").etag is None
    sightings.of("b").etag = "e"
    for number in range(5_000):
        sightings.of(f"job {number}")
    assert sightings.of("b").etag is None


async def test_a_tag_that_could_not_be_sent_back_is_not():
    odd = (200, wire("processing")["body"], {"ETag": '"caf\xe9"'})
    script = Script({LOOK: odd})
    async with aitronos(script) as provider:
        await provider.look(TICKET, Wish())
        await provider.look(TICKET, Wish())
    assert all("If-None-Match" not in headers for _, headers, *_ in script.asked)


@pytest.mark.parametrize("state", ["queued", "processing", "polishing", None, 7])
async def test_whatever_is_not_an_end_is_running(state):
    async with aitronos(Script({LOOK: (200, {"data": {"status": state}})})) as provider:
        seen = await provider.look(TICKET, Wish())
    assert isinstance(seen, Running)
    assert seen.progress.queued is (state == "queued")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, _said("X"), Rejected),
        (410, "", Rejected),
        (401, _said("X"), NeedsOperator),
        (429, _said("X"), RateLimited),
        (418, "", Transient),
        (500, "", Transient),
        (200, "<html>", Transient),
        (200, "[]", Transient),
        (200, {}, Transient),
        (200, {"data": None}, Transient),
    ],
    ids=map(str, range(10)),
)
async def test_a_look_that_fails_says_whether_to_look_again(status, body, kind):
    async with aitronos(Script({LOOK: (status, body)})) as provider:
        with pytest.raises(kind) as failed:
            await provider.look(TICKET, Wish())
    if kind is Rejected:
        assert failed.value.fault is Fault.LOST


async def test_a_young_job_that_is_not_known_may_be_one_soon():
    clock = StillClock(NOW)
    created = wire("created")
    script = Script({CREATE: (201, created["body"])})
    async with aitronos(script, clock) as provider:
        ticket = await provider.submit(order())
        script.answers[f"GET /audio/transcribe/{ticket.remote_id}"] = (404, "")
        with pytest.raises(Transient):
            await provider.look(ticket, Wish())
        clock.time += 61
        with pytest.raises(Rejected):
            await provider.look(ticket, Wish())


@pytest.mark.parametrize(
    ("state", "stopping", "deleted"),
    [
        ("queued", Stopping.ACCEPTED, True),
        ("polishing", Stopping.ACCEPTED, True),
        ("completed", Stopping.TOO_LATE, False),
        ("failed", Stopping.TOO_LATE, False),
        ("Cancelled", Stopping.TOO_LATE, False),
    ],
)
async def test_only_what_has_not_ended_is_stopped(state, stopping, deleted):
    script = Script(
        {LOOK: (200, {"data": {"status": state}}), DELETE: (200, wire("deleted")["body"])}
    )
    async with aitronos(script) as provider:
        assert await provider.cancel(TICKET) is stopping
    assert (DELETE in script.names) is deleted


@pytest.mark.parametrize("status", [404, 409, 410])
async def test_what_is_gone_cannot_be_stopped_and_is_forgotten(status):
    script = Script({LOOK: (200, {"data": {"status": "queued"}}), DELETE: (status, "")})
    async with aitronos(script) as provider:
        assert await provider.cancel(TICKET) is Stopping.TOO_LATE
        await provider.forget(TICKET)


@pytest.mark.parametrize(("status", "kind"), [(500, Transient), (401, NeedsOperator)])
async def test_what_could_not_be_forgotten_is_said(status, kind):
    async with aitronos(Script({DELETE: (status, "")})) as provider:
        with pytest.raises(kind):
            await provider.forget(TICKET)


async def test_an_odd_id_stays_in_its_place_in_the_address():
    script = Script({"GET /audio/transcribe/a/../b?c": (404, "")})
    async with aitronos(script) as provider:
        with pytest.raises(Rejected):
            await provider.look(Ticket(remote_id="a/../b?c", secrets={}), Wish())


async def test_credentials_are_proved_free_of_charge():
    script = Script({LIST: _page()})
    async with aitronos(script) as provider:
        await provider.check()
        assert await provider.list_ended() == ()
    assert [query for _, _, query, _ in script.asked] == [{"limit": "1"}]
    async with aitronos(Script({LIST: (401, _said("X"))})) as provider:
        with pytest.raises(NeedsOperator):
            await provider.check()
