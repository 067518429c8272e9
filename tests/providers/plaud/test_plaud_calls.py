"""What Plaud's statuses and oddities mean for what happens next."""

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
from bot.domain.job import Spent, Ticket
from bot.domain.ports import Broken, HandlesGone, Running, Stopping
from bot.domain.recording import Wish
from tests.http.servers import serve, serve_bytes
from tests.providers.plaud.plaud import (
    CREATE,
    PARTNER,
    TASK,
    TICKET,
    Script,
    hides_secrets,
    order,
    plaud,
    plaud_at,
    wire,
)

CHECK = "GET /open/partner/ai/transcriptions/threadscribe-check"


async def _sent(asked=None):
    script = Script()
    async with plaud(script) as provider:
        ticket = await provider.submit(asked or order())
    return ticket, script.last(CREATE)


async def test_the_paid_call_has_what_the_page_names_and_the_clients_keys():
    ticket, asked = await _sent()
    assert ticket == Ticket(remote_id="task_exec_xxx", secrets={})
    assert asked.json == {
        "file_url": "https://storage.example/f1?signature=canary",
        "params": {
            "transcribe": {"language": "auto"},
            "vad": {"decode_silence": False},
            "diarization": {"enabled": True, "return_embedding": False},
        },
    }
    assert asked.headers["X-Client-Id"] == "client_1"
    assert asked.headers["X-Client-Api-Key"] == "ak_canary"
    assert "Authorization" not in asked.headers


@pytest.mark.parametrize(
    ("seconds", "wished", "asked"),
    [
        (60.0, True, True),
        (60.0, False, False),
        (6 * 3600.0, True, True),
        (6 * 3600.0 + 1, True, False),  # the paid call would be in vain
        (None, True, True),
    ],
)
async def test_speakers_are_asked_for_where_they_are_wished_and_can_be_had(seconds, wished, asked):
    _, call = await _sent(order(seconds=seconds, speakers=wished, language="de"))
    params = call.json["params"]
    assert params["diarization"] == {"enabled": asked, "return_embedding": False}
    assert params["transcribe"] == {"language": "de"}


REFUSALS = [
    (400, {"code": "X", "message": "The audio is too long."}, Rejected, Fault.TOO_LONG),
    (422, {"detail": [{"msg": "field required"}]}, Rejected, Fault.REFUSED),
    (413, "<html>", Rejected, Fault.TOO_LARGE),
    (415, "", Rejected, Fault.REFUSED),
    (409, "", Rejected, Fault.REFUSED),
    (401, {"detail": "CLIENT_NOT_FOUND"}, NeedsOperator, Fault.BAD_CREDENTIALS),
    (402, {"code": "INSUFFICIENT_QUOTA"}, NeedsOperator, Fault.NO_CREDIT),
    (400, {"message": "quota exceeded"}, NeedsOperator, Fault.NO_CREDIT),
    (403, {"detail": "quota exceeded"}, NeedsOperator, Fault.NO_CREDIT),
    (403, {"detail": "bind a device first"}, NeedsOperator, Fault.FORBIDDEN),
    (404, "404: Not Found", NeedsOperator, Fault.SERVICE_DOWN),
    (307, "", NeedsOperator, Fault.SERVICE_DOWN),
    (429, {"detail": "RATE_LIMIT_EXCEEDED"}, RateLimited, Fault.SERVICE_DOWN),
    (408, "", Unclear, Fault.SERVICE_DOWN),
    (500, {"detail": "Internal Server Error"}, Unclear, Fault.SERVICE_DOWN),
    (502, "<html>", Unclear, Fault.SERVICE_DOWN),
    (503, {"detail": "busy"}, Unclear, Fault.SERVICE_DOWN),
    (504, "", Unclear, Fault.SERVICE_DOWN),
    (200, "<html>", Unclear, Fault.SERVICE_DOWN),
    (200, "[]", Unclear, Fault.SERVICE_DOWN),
    (200, "{}", Unclear, Fault.SERVICE_DOWN),
    (200, {"code": 500, "message": "no"}, Unclear, Fault.SERVICE_DOWN),
    (200, {"transcription_id": "", "status": "PENDING"}, Unclear, Fault.SERVICE_DOWN),
    (200, {"transcription_id": None, "data": []}, Unclear, Fault.SERVICE_DOWN),
]


@pytest.mark.parametrize(
    ("status", "body", "kind", "fault"), REFUSALS, ids=map(str, range(len(REFUSALS)))
)
async def test_every_refusal_of_the_paid_call_says_whether_it_may_be_repeated(
    status, body, kind, fault
):
    script = Script({CREATE: (status, body)})
    async with plaud(script) as provider:
        with pytest.raises(kind) as refused:
            await provider.submit(order())
    assert type(refused.value) is kind
    assert refused.value.fault is fault
    assert hides_secrets(refused.value)
    assert script.names == [CREATE]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"detail": "Bad a"}, "Bad a"),
        ({"code": "BAD", "message": "Bad b"}, "Bad b"),
        ({"code": "BAD"}, "BAD"),
        ({"error": {"message": "Bad c"}}, "Bad c"),
        ({"error": "Bad d"}, "Bad d"),
        ({"detail": [{"msg": "Bad e"}, {"msg": "bad f"}, 7]}, "Bad e; bad f"),
        ("<html>", ""),
        ([1], ""),
        ({"detail": {}, "message": 7}, ""),
        ('{"detail": "\\ud800"}', "?"),
    ],
    ids=map(str, range(10)),
)
async def test_a_refusal_keeps_the_services_own_sentence_in_whichever_form(body, said):
    async with plaud(Script({CREATE: (422, body)})) as provider:
        with pytest.raises(Rejected) as refused:
            await provider.submit(order())
    assert refused.value.said == said


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"code": "FILE_URL_INVALID", "message": "file_url is not accessible"}),
        (403, {"detail": "The presigned address has expired."}),
        (404, {"detail": "file_url not found"}),
        (422, {"detail": "file download failed"}),
        (410, ""),
    ],
)
async def test_an_upload_that_is_gone_is_told_from_a_refused_recording(status, body):
    async with plaud(Script({CREATE: (status, body)})) as provider:
        with pytest.raises(HandlesGone):
            await provider.submit(order())


async def test_a_task_named_only_in_its_data_is_a_task():
    answer = (200, {"data": {"task_id": "t7", "task_status": "PENDING"}})
    async with plaud(Script({CREATE: answer})) as provider:
        assert (await provider.submit(order())).remote_id == "t7"


async def test_a_paid_call_that_never_left_may_be_repeated_and_a_lost_answer_not():
    async with serve(lambda _: None) as base:
        pass
    async with plaud_at(base) as provider:
        with pytest.raises(Unreachable):
            await provider.submit(order())
    async with serve_bytes(b"") as base, plaud_at(base) as provider:
        with pytest.raises(Unclear) as lost:
            await provider.submit(order())
    assert hides_secrets(lost.value)


async def test_nothing_is_asked_for_what_the_service_cannot_do():
    script = Script()
    async with plaud(script) as provider:
        assert await provider.find(order(), 0.0, frozenset()) == ()
        assert await provider.list_ended() == ()
        assert await provider.cancel(TICKET) is Stopping.UNSUPPORTED
        assert not provider.traits.lists
        assert provider.traits.cancel_money is None
    assert script.asked == []


async def _looked(status, body, ticket=TICKET, name=TASK):
    script = Script({name: (status, body)})
    async with plaud(script) as provider:
        return await provider.look(ticket, Wish()), script


@pytest.mark.parametrize(
    ("body", "queued"),
    [
        ({"status": "PENDING", "data": {}}, True),
        ({"status": "RECEIVED", "data": None}, True),
        ({"status": "STARTED"}, False),
        ({"status": "PROGRESS", "data": {"percent": 4}}, False),
        ({"status": "progress"}, False),
        ({"status": "RETRY"}, False),  # Celery's, and not on the page
        ({"status": None}, False),
        ({"status": 7, "data": []}, False),
        ({}, False),
        ({"data": {"task_status": "PENDING"}}, True),
        ({"status": "PENDING", "data": {"task_status": "STARTED"}}, False),
        ({"status": "SUCCESS"}, False),  # without a result it is not ready
        ({"status": "SUCCESS", "data": {}}, False),
        ({"status": "SUCCESS", "data": {"text": None, "segments": "many"}}, False),
        ({"status": "SUCCESS", "data": {"task_status": "PROGRESS"}}, False),
    ],
    ids=map(str, range(15)),
)
async def test_whatever_is_not_an_end_is_running(body, queued):
    seen, script = await _looked(200, body)
    assert isinstance(seen, Running)
    assert (seen.progress.queued, seen.progress.percent) == (queued, None)
    assert script.last(TASK).headers["X-Client-Api-Key"] == "ak_canary"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (wire("failed")[1], "The audio could not be decoded."),
        ({"status": "FAILURE", "data": {}}, ""),
        ({"status": "REVOKED", "data": None}, ""),
        ({"status": "REVOKED", "message": " gone "}, "gone"),
        ({"status": "FAILURE", "data": {"message": "in data"}}, "in data"),
        ({"status": "FAILURE", "message": ["odd"], "data": []}, ""),
        ({"data": {"task_status": "FAILURE"}}, ""),
    ],
    ids=map(str, range(7)),
)
async def test_a_failed_or_revoked_task_may_have_cost(body, said):
    seen, _ = await _looked(200, body)
    assert seen == Broken(fault=Fault.FAILED, said=said, spent=Spent.MAYBE)


@pytest.mark.parametrize(
    ("status", "body", "kind", "fault"),
    [
        (404, "404: Not Found", Rejected, Fault.LOST),
        (410, "", Rejected, Fault.LOST),
        (401, {"detail": "CLIENT_NOT_FOUND"}, NeedsOperator, Fault.BAD_CREDENTIALS),
        (403, "", NeedsOperator, Fault.FORBIDDEN),
        (429, "", RateLimited, Fault.SERVICE_DOWN),
        (400, "", Transient, Fault.SERVICE_DOWN),
        (500, "", Transient, Fault.SERVICE_DOWN),
        (200, "<html>", Transient, Fault.SERVICE_DOWN),
        (200, "[]", Transient, Fault.SERVICE_DOWN),
        (200, "", Transient, Fault.SERVICE_DOWN),
    ],
    ids=map(str, range(10)),
)
async def test_a_look_that_fails_says_whether_to_look_again(status, body, kind, fault):
    with pytest.raises(kind) as failed:
        await _looked(status, body)
    assert failed.value.fault is fault


async def test_an_odd_id_stays_within_its_place_in_the_address():
    odd = Ticket(remote_id="../../x?y=1", secrets={})
    script = Script()

    async def answer(request):
        assert request.raw_path == "/open/partner/ai/transcriptions/..%2F..%2Fx%3Fy%3D1"
        script.answers[f"GET {request.path}"] = (404, "")
        return await script.answer(request)

    async with serve(answer) as base, plaud_at(base) as provider:
        with pytest.raises(Rejected):
            await provider.look(odd, Wish())


@pytest.mark.parametrize(
    "answer", [(200, {"status": "PENDING"}), (404, ""), (400, ""), (422, ""), (500, "")]
)
async def test_a_check_proves_both_keys_and_only_asks(answer):
    script = Script({CHECK: answer})
    async with plaud(script) as provider:
        await provider.check()
        await provider.check()
    assert script.names == [PARTNER, CHECK] * 2


@pytest.mark.parametrize("name", [PARTNER, CHECK])
async def test_a_check_finds_either_wrong_key(name):
    script = Script({CHECK: (200, {"status": "PENDING"})})
    script.answers[name] = (401, {"detail": "CLIENT_NOT_FOUND"})
    async with plaud(script) as provider:
        with pytest.raises(NeedsOperator) as refused:
            await provider.check()
    assert refused.value.fault is Fault.BAD_CREDENTIALS
