"""What Scriptivox' statuses, codes and oddities mean for what happens next."""

import json
from datetime import UTC, datetime
from email.utils import formatdate

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
from bot.domain.job import Ticket
from bot.domain.ports import HandlesGone, Stopping
from tests.http.servers import serve, serve_bytes
from tests.providers.scriptivox.scriptivox import (
    KEY,
    TICKET,
    Script,
    audio,
    order,
    scriptivox,
    scriptivox_at,
    wire,
)

MADE = (200, wire("created")["body"])


def _error(code, message="No."):
    return {"error": {"code": code, "message": message}}


async def _sent(asked):
    script = Script({"POST /transcribe": MADE})
    async with scriptivox(script) as provider:
        ticket = await provider.submit(asked)
    request, body = script.asked[-1]
    return ticket, request.headers, json.loads(body)


async def test_the_paid_call_carries_the_key_of_its_order():
    ticket, headers, body = await _sent(order())
    assert ticket == Ticket(remote_id=wire("created")["body"]["id"], secrets={})
    assert headers["Idempotency-Key"] == "job-1"
    assert headers["Authorization"] == KEY
    assert headers["Content-Type"] == "application/json"
    assert body == {"upload_id": "u1", "diarize": True, "align": True}


@pytest.mark.parametrize(
    ("wish", "more"),
    [
        ({"language": "de"}, {"language": "de"}),
        ({"language": "jv"}, {"language": "jw"}),
        ({"language": "eo"}, {}),  # a wrong one would be a translation
        ({"voices": 3}, {"speaker_count": 3}),
        ({"voices": 51}, {}),
        ({"voices": 3, "speakers": False}, {"diarize": False}),
    ],
)
async def test_a_wish_is_carried_in_their_words(wish, more):
    _, _, body = await _sent(order(link="https://x.example/a?b=ü", **wish))
    assert body == {"url": "https://x.example/a?b=ü", "diarize": True, "align": True, **more}


async def test_the_same_order_is_the_same_to_the_last_byte():
    script = Script({"POST /transcribe": MADE})
    async with scriptivox(script) as provider:
        for _ in range(2):
            await provider.submit(order(voices=2, language="en"))
    assert script.asked[0][1] == script.asked[1][1]


REFUSALS = {
    "INVALID_REQUEST": (Rejected, Fault.REFUSED),
    "INVALID_FILENAME": (Rejected, Fault.REFUSED),
    "INVALID_MEDIA_FORMAT": (Rejected, Fault.NOT_MEDIA),
    "FILE_NOT_UPLOADED": (HandlesGone, None),
    "FILE_TOO_LARGE": (Rejected, Fault.TOO_LARGE),
    "UPLOAD_ALREADY_USED": (Unclear, Fault.SERVICE_DOWN),
    "UPLOAD_EXPIRED": (HandlesGone, None),
    "INVALID_API_KEY": (NeedsOperator, Fault.BAD_CREDENTIALS),
    "API_KEY_REVOKED": (NeedsOperator, Fault.BAD_CREDENTIALS),
    "ZERO_BALANCE": (NeedsOperator, Fault.NO_CREDIT),
    "INSUFFICIENT_BALANCE": (NeedsOperator, Fault.NO_CREDIT),
    "UPLOAD_NOT_FOUND": (HandlesGone, None),
    "TRANSCRIPTION_NOT_FOUND": (NeedsOperator, Fault.SERVICE_DOWN),
    "NOT_FOUND": (NeedsOperator, Fault.SERVICE_DOWN),
    "METHOD_NOT_ALLOWED": (NeedsOperator, Fault.SERVICE_DOWN),
    "CONFLICT": (Unclear, Fault.SERVICE_DOWN),
    "IDEMPOTENCY_KEY_LOCKED": (Unclear, Fault.SERVICE_DOWN),
    "PAYLOAD_TOO_LARGE": (Rejected, Fault.REFUSED),
    "UNSUPPORTED_MEDIA_TYPE": (Rejected, Fault.REFUSED),
    "IDEMPOTENCY_KEY_CONFLICT": (Unclear, Fault.SERVICE_DOWN),
    "RATE_LIMIT_EXCEEDED": (RateLimited, Fault.SERVICE_DOWN),
    "INTERNAL_ERROR": (Unclear, Fault.SERVICE_DOWN),
}


async def _refused(answer):
    script = Script({"POST /transcribe": answer})
    async with scriptivox(script) as provider:
        with pytest.raises(Exception) as refused:  # noqa: PT011 - its type is what is tested
            await provider.submit(order())
    assert KEY not in repr(refused.value)
    assert len(script.asked) == 1
    return refused.value


@pytest.mark.parametrize(
    "answer", wire("errors")["answers"], ids=lambda a: a["body"]["error"]["code"]
)
async def test_every_refusal_of_the_page_says_what_happens_next(answer):
    kind, fault = REFUSALS[answer["body"]["error"]["code"]]
    error = await _refused((answer["status"], answer["body"]))
    assert type(error) is kind
    assert getattr(error, "fault", None) is fault


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, "<html>", Unclear),
        (200, "", Unclear),
        (200, {}, Unclear),
        (200, [], Unclear),
        (200, {"id": ""}, Unclear),
        (200, {"id": None}, Unclear),
        (200, {"id": {}}, Unclear),
        (200, {"id": ["x"]}, Unclear),
        (200, b"\xff\xfe", Unclear),
        (204, "", Unclear),
        (408, "", Unclear),
        (409, "<html>", Unclear),
        (422, "<html>", Unclear),
        (500, "<html>", Unclear),
        (503, {"error": "busy"}, Unclear),
        (400, "<html>", Rejected),
        (400, {"error": "no"}, Rejected),
        (403, "", NeedsOperator),
        (404, "<html>", NeedsOperator),
        (307, "", NeedsOperator),
    ],
    ids=map(str, range(20)),
)
async def test_an_odd_answer_to_the_paid_call_is_never_a_refusal_unless_it_says_so(
    status, body, kind
):
    assert type(await _refused((status, body))) is kind


async def test_a_refusal_keeps_the_services_own_sentence_and_a_limit_its_pause():
    assert (await _refused((400, _error("INVALID_REQUEST", " Say why. ")))).said == "Say why."
    limited = await _refused((429, _error("RATE_LIMIT_EXCEEDED"), {"Retry-After": "17"}))
    assert limited.retry_after == 17


async def test_a_paid_call_that_never_left_may_be_repeated_and_a_lost_answer_is_unclear():
    async with serve(lambda _: None) as base:
        pass
    async with scriptivox_at(base) as provider:
        with pytest.raises(Unreachable):
            await provider.submit(order())
    async with serve_bytes(b"") as base, scriptivox_at(base) as provider:
        with pytest.raises(Unclear):
            await provider.submit(order())


def _row(**fields):
    return {
        "id": "t1",
        "status": "processing",
        "created_at": "2023-11-14T22:13:20Z",  # 1,700,000,000
        "diarize": True,
        "speaker_count": 2,
        **fields,
    }


def _page(*rows, cursor=None):
    return {"items": list(rows), "has_more": cursor is not None, "next_cursor": cursor}


FOUND = [
    ({}, True),
    ({"created_at": "2023-11-14T22:13:16.5Z"}, True),  # their clock is behind
    ({"created_at": "2023-11-14T22:13:20"}, True),  # no zone
    ({"created_at": "2023-11-14T22:13:10Z"}, False),
    ({"created_at": None}, False),
    ({"created_at": "yesterday"}, False),
    ({"id": "known"}, False),
    ({"id": None}, False),
    ({"diarize": False}, False),
    ({"diarize": None}, True),
    ({"speaker_count": 3}, False),
    ({"speaker_count": None}, True),
    ({"audio_duration_seconds": 61.0}, True),
    ({"audio_duration_seconds": 75.0}, False),
    ({"status": "completed"}, True),
    ({"status": "failed"}, True),
]


@pytest.mark.parametrize(("fields", "fits"), FOUND, ids=map(str, range(len(FOUND))))
async def test_a_lost_create_is_found_again_by_what_is_known_of_it(fields, fits):
    script = Script({"GET /transcriptions": (200, _page(_row(**fields), "odd"))})
    async with scriptivox(script) as provider:
        found = await provider.find(order(voices=2), 1_700_000_000.0, frozenset({"known"}))
    assert [ticket.remote_id for ticket in found] == ([fields.get("id", "t1")] if fits else [])
    query = script.asked[0][0].query
    assert (query["limit"], query["order"]) == ("200", "desc")


@pytest.mark.parametrize("behind", [-3600.0, 3600.0])
async def test_a_lost_create_is_found_though_clocks_differ_by_an_hour(behind):
    theirs = 1_700_000_000.0 - behind
    made = datetime.fromtimestamp(theirs, UTC).isoformat()
    told = {"Date": formatdate(theirs, usegmt=True)}
    script = Script({"GET /transcriptions": (200, _page(_row(created_at=made)), told)})
    async with scriptivox(script) as provider:
        found = await provider.find(order(), 1_700_000_000.0, frozenset())
        assert not await provider.find(order(), 1_700_000_060.0, frozenset())
    assert [ticket.remote_id for ticket in found] == ["t1"]


async def test_a_lost_create_is_looked_for_on_every_page_up_to_its_time_and_no_further():
    def answer(request):
        cursor = request.query.get("cursor")
        old = _row(id="t3", created_at="2023-11-14T20:00:00Z")
        pages = {
            None: _page(_row(id="t2"), cursor="a"),
            "a": _page(_row(id="t1"), _row(id="t2"), old, cursor="b"),
        }
        return 200, pages[cursor]

    script = Script({"GET /transcriptions": answer})
    async with scriptivox(script) as provider:
        found = await provider.find(order(), 1_700_000_000.0, frozenset())
    assert [ticket.remote_id for ticket in found] == ["t2", "t1"]


async def test_a_list_without_end_is_not_followed_for_ever():
    script = Script({"GET /transcriptions": (200, _page(_row(), cursor="again"))})
    async with scriptivox(script) as provider:
        with pytest.raises(Transient):
            await provider.find(order(), 1_700_000_000.0, frozenset())
    assert len(script.asked) == 10


@pytest.mark.parametrize("body", ["<html>", "", [], {}, {"items": None}, {"items": "x"}])
async def test_a_garbled_list_finds_nothing_out(body):
    async with scriptivox(Script({"GET /transcriptions": (200, body)})) as provider:
        with pytest.raises(Transient):
            await provider.find(order(), 0.0, frozenset())
        with pytest.raises(Transient):
            await provider.list_ended()


async def test_the_newest_that_ended_well_are_listed_in_one_call():
    listed = wire("list")
    script = Script({"GET /transcriptions": (listed["status"], listed["body"])})
    async with scriptivox(script) as provider:
        assert await provider.list_ended() == [listed["body"]["items"][0]["id"]]
    query = dict(script.asked[0][0].query)
    assert query == {"limit": "200", "order": "desc", "status": "completed"}


@pytest.mark.parametrize(
    ("status", "body", "stopping"),
    [
        (200, wire("cancelled")["body"], Stopping.ACCEPTED),
        (200, "<html>", Stopping.ACCEPTED),
        (409, _error("CONFLICT"), Stopping.TOO_LATE),
        (404, _error("TRANSCRIPTION_NOT_FOUND"), Stopping.TOO_LATE),
    ],
    ids=map(str, range(4)),
)
async def test_a_cancel_is_accepted_or_too_late(status, body, stopping):
    script = Script({"POST /transcribe/t1/cancel": (status, body)})
    async with scriptivox(script) as provider:
        assert await provider.cancel(TICKET) is stopping


@pytest.mark.parametrize(
    ("status", "kind"), [(500, Transient), (429, RateLimited), (401, NeedsOperator)]
)
async def test_a_cancel_that_was_not_heard_is_sent_again(status, kind):
    async with scriptivox(Script({"POST /transcribe/t1/cancel": (status, "")})) as provider:
        with pytest.raises(kind):
            await provider.cancel(TICKET)


@pytest.mark.parametrize("status", [204, 200, 404, 410])
async def test_what_is_deleted_or_was_never_there_is_forgotten(status):
    async with scriptivox(Script({"DELETE /transcribe/t1": (status, "")})) as provider:
        await provider.forget(TICKET)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(409, Transient), (500, Transient), (429, RateLimited), (401, NeedsOperator)],
)
async def test_what_could_not_be_deleted_is_not_forgotten(status, kind):
    async with scriptivox(Script({"DELETE /transcribe/t1": (status, "")})) as provider:
        with pytest.raises(kind):
            await provider.forget(TICKET)


async def test_an_id_cannot_lead_to_another_path():
    script = Script({"GET /transcribe/../balance?x": (200, {})})
    async with scriptivox(script) as provider:
        await provider.look(Ticket(remote_id="../balance?x", secrets={}), order().wish)
    assert script.asked[0][0].raw_path == "/transcribe/..%2Fbalance%3Fx"


@pytest.mark.parametrize(
    "body",
    [
        wire("balance")["body"],
        {**wire("balance")["body"], "available_cents": 0, "balance_cents": 0},
    ],
    ids=["full", "empty"],
)
async def test_credentials_are_proved_free_of_charge_whatever_the_balance(body):
    async with scriptivox(Script({"GET /balance": (200, body)})) as provider:
        await provider.check()


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (401, _error("INVALID_API_KEY"), NeedsOperator),
        (404, "", NeedsOperator),
        (200, "<html>", Transient),
        (500, "", Transient),
    ],
)
async def test_credentials_that_prove_nothing_are_told(status, body, kind):
    async with scriptivox(Script({"GET /balance": (status, body)})) as provider:
        with pytest.raises(kind):
            await provider.check()


async def _uploaded(put, sent, **more):
    target = {**wire("upload_target")["body"], **more}
    script = Script({"PUT /put": put})

    def told(request):
        return 200, {**target, "upload_url": f"{request.url.origin()}/put?token=x%2Fy"}

    script.answers["POST /upload"] = told
    async with scriptivox(script) as provider:
        return await provider.prepare(sent), script


async def test_an_upload_goes_with_exactly_its_headers_and_no_key():
    handles, script = await _uploaded(
        (200, ""), audio(), headers={"Content-Type": "audio/x-odd", "x-upsert": "false"}
    )
    assert handles.values == {"upload": wire("upload_target")["body"]["upload_id"]}
    assert handles.expires_at == 1_700_000_000.0 + 3600 - 60
    (asked, body), (put, sound) = script.asked
    assert json.loads(body) == {"filename": "recording.mp3"}
    assert asked.headers["Authorization"] == KEY
    assert sound == b"sound"
    assert put.raw_path == "/put?token=x%2Fy"
    told = {name.lower(): value for name, value in put.headers.items()}
    added = told.keys() - {"host", "accept-encoding", "connection"}
    assert added == {"content-type", "x-upsert", "content-length"}
    assert told["content-type"] == "audio/x-odd"


@pytest.mark.parametrize("more", [{"headers": None}, {"headers": {}}, {"headers": "odd"}])
async def test_an_upload_without_headers_says_what_it_is(more):
    _, script = await _uploaded((200, ""), audio(), **more)
    assert script.asked[1][0].headers["Content-Type"] == "audio/mpeg"


@pytest.mark.parametrize("expires", [None, "soon", {}])
async def test_handles_without_a_term_do_not_last_for_ever(expires):
    handles, _ = await _uploaded((200, ""), audio(), expires_in=expires)
    assert handles.expires_at == 1_700_000_000.0 + 3540


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, Transient), (400, Transient), (500, Transient), (429, RateLimited), (413, Rejected)],
)
async def test_a_storage_that_refuses_is_tried_again_unless_it_is_too_much(status, kind):
    with pytest.raises(kind):
        await _uploaded((status, '{"statusCode": "x"}'), audio())


async def test_an_upload_whose_source_is_cut_says_so():
    cut = Transient("cut", fault=Fault.FILE_CUT)
    with pytest.raises(Transient) as failed:
        await _uploaded((200, ""), audio(size=99, fail=cut))
    assert failed.value is cut


@pytest.mark.parametrize(
    ("status", "body", "kind", "fault"),
    [
        (400, _error("INVALID_MEDIA_FORMAT"), Rejected, Fault.NOT_MEDIA),
        (400, _error("INVALID_FILENAME"), Rejected, Fault.REFUSED),
        (401, _error("INVALID_API_KEY"), NeedsOperator, Fault.BAD_CREDENTIALS),
        (402, _error("ZERO_BALANCE"), NeedsOperator, Fault.NO_CREDIT),
        (404, _error("NOT_FOUND"), NeedsOperator, Fault.SERVICE_DOWN),
        (429, "", RateLimited, Fault.SERVICE_DOWN),
        (500, "", Transient, Fault.SERVICE_DOWN),
        (200, "<html>", Transient, Fault.SERVICE_DOWN),
        (200, {"upload_id": "", "upload_url": "x"}, Transient, Fault.SERVICE_DOWN),
        (200, {"upload_id": "u", "upload_url": None}, Transient, Fault.SERVICE_DOWN),
        (200, {"upload_id": "u", "upload_url": "no address"}, Transient, Fault.SERVICE_DOWN),
    ],
    ids=map(str, range(11)),
)
async def test_a_refused_upload_says_whether_to_ask_again(status, body, kind, fault):
    async with scriptivox(Script({"POST /upload": (status, body)})) as provider:
        with pytest.raises(kind) as refused:
            await provider.prepare(audio())
    assert refused.value.fault is fault
