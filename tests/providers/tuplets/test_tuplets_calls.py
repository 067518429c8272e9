"""What Tuplets' statuses and oddities mean for what happens next."""

import json
from datetime import UTC, datetime
from email.utils import formatdate

import pytest

from bot.domain.errors import (
    Busy,
    Fault,
    NeedsOperator,
    RateLimited,
    Rejected,
    Transient,
    Unclear,
    Unreachable,
)
from bot.domain.job import Spent
from bot.domain.ports import Broken, Finished, HandlesGone, Running, Stopping
from bot.domain.recording import Wish
from bot.media.cutting import Cutting
from bot.providers import ProviderSettings, build_providers
from tests.http.servers import calling_out, serve, serve_bytes
from tests.providers.tuplets.tuplets import (
    KEY,
    TICKET,
    Clock,
    Script,
    audio,
    order,
    settings,
    tuplets,
    tuplets_at,
)

MADE = (201, {"id": "j1", "cancel_token": "c1"})


def _detail(words):
    return {"detail": words}


async def _sent(*, accept=MADE, profile="full", asked=None, **more):
    script = Script(POST_jobs=accept)
    async with tuplets(script, tuplets_profile=profile, **more) as provider:
        ticket = await provider.submit(asked or order())
    return ticket, script.asked[-1][1]


async def test_the_paid_call_asks_for_speakers_and_full_notes_and_never_for_voices():
    ticket, form = await _sent()
    assert (ticket.remote_id, ticket.secrets) == ("j1", {"cancel_token": "c1"})
    assert json.loads(form.pop("analytics")) == {"profile": "full"}
    assert form == {
        "uploaded_audio_key": "k",
        "uploaded_audio_token": "t",
        "language": "auto",
        "transcription_model": "standard",
        "diarization": "true",
        "pii_processing": "false",
    }


async def test_a_wish_is_carried_in_their_words():
    asked = order(link="https://x.example/a", language="jv", speakers=False, redact=True)
    _, form = await _sent(asked=asked, tuplets_model="premium", profile="none")
    assert form == {
        "remote_url": "https://x.example/a",
        "language": "auto",  # premium has no Javanese
        "transcription_model": "premium",
        "diarization": "false",
        "pii_processing": "true",
    }


@pytest.mark.parametrize(("ours", "theirs"), [("jv", "jw"), ("de", "de"), ("he", "auto")])
async def test_a_language_that_they_lack_is_detected(ours, theirs):
    _, form = await _sent(asked=order(language=ours))
    assert form["language"] == theirs


async def test_a_domain_and_a_schema_are_asked_beside_the_profile(tmp_path):
    (tmp_path / "schema.json").write_text('{"fields": [{"key": "mood"}]}')
    _, form = await _sent(
        profile="none", tuplets_domain="sales", tuplets_schema=tmp_path / "schema.json"
    )
    assert json.loads(form["analytics"]) == {
        "profile": "none",
        "domain": "sales",
        "schema": {"fields": [{"key": "mood"}]},
    }


async def test_a_recording_known_to_be_short_is_sent_without_notes():
    _, form = await _sent(asked=order(seconds=14.9))
    assert "analytics" not in form


async def test_a_recording_found_to_be_short_is_sent_again_without_notes():
    """The refusal made nothing, so this is still the only paid call."""
    refusal = json.dumps(_detail("Analytics requires at least 15 seconds of audio."))
    script = Script(POST_jobs=(0, ""))

    async def answer(request):
        form = dict(await request.post())
        script.answers["POST /jobs"] = (400, refusal) if "analytics" in form else MADE
        return await script.answer(request)

    async with serve(answer) as base, tuplets_at(base) as provider:
        ticket = await provider.submit(order(seconds=None))
    assert ticket.remote_id == "j1"
    assert ["analytics" in form for _, form in script.asked] == [True, False]


REFUSALS = [
    (
        400,
        _detail("Audio is too short. Minimum audio duration is 5 seconds."),
        Rejected,
        Fault.TOO_SHORT,
    ),
    (400, _detail("Audio exceeds the maximum duration of 8 hours"), Rejected, Fault.TOO_LONG),
    (400, _detail("Unsafe remote URL: private host"), Rejected, Fault.LINK_PRIVATE),
    (400, _detail("remote_url could not be fetched"), Rejected, Fault.LINK_UNREACHABLE),
    (400, _detail("language is not supported"), Rejected, Fault.REFUSED),
    (422, _detail([{"loc": ["body"], "msg": "field required"}]), Rejected, Fault.REFUSED),
    (400, _detail("analytics.schema has duplicate keys"), Rejected, Fault.REFUSED),
    (413, "<html>", Rejected, Fault.REFUSED),
    (401, _detail("Invalid API key."), NeedsOperator, Fault.BAD_CREDENTIALS),
    (402, _detail("You do not have enough credit for this job."), NeedsOperator, Fault.NO_CREDIT),
    (403, _detail("Verify your email."), NeedsOperator, Fault.FORBIDDEN),
    (409, _detail("Concurrent job limit reached."), Busy, Fault.NO_SLOT),
    (429, _detail("Too many requests."), RateLimited, Fault.SERVICE_DOWN),
    (503, _detail("No capacity."), Busy, Fault.SERVICE_DOWN),
    (503, "<html>", Unclear, Fault.SERVICE_DOWN),
    (500, _detail("oops"), Unclear, Fault.SERVICE_DOWN),
    (502, "<html>", Unclear, Fault.SERVICE_DOWN),
    (504, "", Unclear, Fault.SERVICE_DOWN),
    (201, "<html>", Unclear, Fault.SERVICE_DOWN),
    (201, {"status": "accepted"}, Unclear, Fault.SERVICE_DOWN),
    (200, {"id": ""}, Unclear, Fault.SERVICE_DOWN),
    (307, "", NeedsOperator, Fault.SERVICE_DOWN),
]


@pytest.mark.parametrize(
    ("status", "body", "kind", "fault"), REFUSALS, ids=map(str, range(len(REFUSALS)))
)
async def test_every_refusal_of_the_paid_call_says_whether_it_may_be_repeated(
    status, body, kind, fault
):
    script = Script(POST_jobs=(status, body))
    async with tuplets(script) as provider:
        with pytest.raises(kind) as refused:
            await provider.submit(order())
    assert type(refused.value) is kind
    assert refused.value.fault is fault
    assert KEY not in repr(refused.value)
    assert len(script.asked) == 1


async def test_a_refusal_keeps_the_services_own_sentence():
    script = Script(POST_jobs=(422, _detail([{"msg": "bad a"}, {"msg": "bad b"}, 7])))
    async with tuplets(script) as provider:
        with pytest.raises(Rejected) as refused:
            await provider.submit(order())
    assert refused.value.said == "bad a; bad b"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "Upload token expired."),
        (403, "Invalid upload token."),
        (404, "Uploaded object not found."),
        (409, "Upload unavailable."),
        (410, ""),
    ],
)
async def test_spent_upload_handles_are_told_from_a_refused_recording(status, words):
    script = Script(POST_jobs=(status, _detail(words)))
    async with tuplets(script) as provider:
        with pytest.raises(HandlesGone):
            await provider.submit(order())


async def test_a_paid_call_that_never_left_may_be_repeated_and_a_lost_answer_not():
    async with serve(lambda _: None) as base:
        pass
    async with tuplets_at(base) as provider:
        with pytest.raises(Unreachable):
            await provider.submit(order())
    async with serve_bytes(b"") as base, tuplets_at(base) as provider:
        with pytest.raises(Unclear):
            await provider.submit(order())


def _row(**fields):
    return {
        "id": "j1",
        "status": "running",
        "created_at": "2023-11-14T22:13:20Z",  # 1,700,000,000
        "transcription_model": "standard",
        "diarization": True,
        **fields,
    }


FOUND = [
    ({}, True),
    ({"created_at": "2023-11-14T22:13:16.5Z"}, True),  # their clock is behind
    ({"created_at": "2023-11-14T22:13:20"}, True),  # no zone
    ({"created_at": "2023-11-14T22:13:10Z"}, False),
    ({"created_at": None}, False),
    ({"created_at": "yesterday"}, False),
    ({"id": "known"}, False),
    ({"id": None}, False),
    ({"transcription_model": "premium"}, False),
    ({"diarization": False}, False),
    ({"diarization": None}, True),
    ({"pii_processing": True}, False),
    ({"source_type": "remote_url"}, False),
    ({"source_type": "upload"}, True),
    ({"audio_duration_seconds": 61.0}, True),
    ({"audio_duration_seconds": 75.0}, False),
    ({"status": "completed", "result": {"text": "preview"}}, True),
]


@pytest.mark.parametrize(("fields", "fits"), FOUND, ids=map(str, range(len(FOUND))))
async def test_a_lost_create_is_found_again_by_what_is_known_of_it(fields, fits):
    script = Script(GET_jobs=(200, {"items": [_row(**fields), "odd"], "total_items": 1}))
    async with tuplets(script) as provider:
        found = await provider.find(order(), 1_700_000_000.0, frozenset({"known"}))
    assert [ticket.remote_id for ticket in found] == ([fields.get("id", "j1")] if fits else [])


@pytest.mark.parametrize("behind", [-3600.0, 3600.0])
async def test_a_lost_create_is_found_though_clocks_differ_by_an_hour(behind):
    theirs = 1_700_000_000.0 - behind
    made = datetime.fromtimestamp(theirs, UTC).isoformat()
    told = {"Date": formatdate(theirs, usegmt=True)}
    script = Script(GET_jobs=(200, {"items": [_row(created_at=made)], "total_items": 1}, told))
    async with tuplets(script) as provider:
        found = await provider.find(order(), 1_700_000_000.0, frozenset())
        assert not await provider.find(order(), 1_700_000_060.0, frozenset())
    assert [ticket.remote_id for ticket in found] == ["j1"]


async def test_a_garbled_list_finds_nothing_out():
    async with tuplets(Script(GET_jobs=(200, "<html>"))) as provider:
        with pytest.raises(Transient):
            await provider.find(order(), 0.0, frozenset())


async def _looked(status, body, **more):
    script = Script(GET_jobs_j1=(status, body), **more)
    async with tuplets(script) as provider:
        return await provider.look(TICKET, Wish()), script


@pytest.mark.parametrize(
    ("fields", "queued", "percent", "left"),
    [
        ({"status": "queued"}, True, None, None),
        ({"progress_percent": 41, "estimated_seconds_remaining": 30}, False, 41.0, 30.0),
        ({"progress_percent": 250, "estimated_seconds_remaining": -3}, False, 100.0, 0.0),
        ({"progress_percent": "half", "estimated_seconds_remaining": {}}, False, None, None),
        ({"status": "polishing"}, False, None, None),
        ({"status": None}, False, None, None),
        ({"status": "completed", "result_download_available": False}, False, None, None),
    ],
    ids=map(str, range(7)),
)
async def test_whatever_is_not_an_end_is_running(fields, queued, percent, left):
    seen, _ = await _looked(200, _row(**fields))
    assert isinstance(seen, Running)
    progress = seen.progress
    assert (progress.queued, progress.percent, progress.left) == (queued, percent, left)


@pytest.mark.parametrize(
    ("fields", "spent", "fault"),
    [
        ({}, Spent.MAYBE, Fault.FAILED),
        ({"billing_status": "charged"}, Spent.BILLED, Fault.FAILED),
        ({"billing_status": "skipped", "status": "cancelled"}, Spent.NOTHING, Fault.FAILED),
        ({"error_message": "Audio too short"}, Spent.MAYBE, Fault.TOO_SHORT),
    ],
    ids=map(str, range(4)),
)
async def test_a_failed_job_says_why_and_whether_it_cost(fields, spent, fault):
    row = _row(**{"status": "failed", "error_message": "boom", "billed_cost_usd": 0.0125, **fields})
    seen, _ = await _looked(200, row)
    said = fields.get("error_message", "boom")
    assert seen == Broken(fault=fault, said=said, spent=spent, cost="0.0125")


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (404, _detail("no"), Rejected),
        (410, _detail("no"), Rejected),
        (401, _detail("no"), NeedsOperator),
        (429, _detail("no"), RateLimited),
        (418, "", Transient),
        (500, "", Transient),
        (200, "<html>", Transient),
        (200, "[]", Transient),
    ],
    ids=map(str, range(8)),
)
async def test_a_look_that_fails_says_whether_to_look_again(status, body, kind):
    with pytest.raises(kind) as failed:
        await _looked(status, body)
    if kind is Rejected:
        assert failed.value.fault is Fault.LOST


async def test_a_result_without_segments_is_downloaded_once():
    full = {"text": "Hello.", "segments": [{"start": 0, "end": 1, "text": "Hello."}]}
    row = _row(status="completed", result={"text": "Hello."})
    seen, script = await _looked(200, row, GET_jobs_j1_download=(200, full))
    assert isinstance(seen, Finished)
    assert [s.text for s in seen.result.transcript.segments] == ["Hello."]
    assert [name for name, _ in script.asked] == ["GET /jobs/j1", "GET /jobs/j1/download"]


@pytest.mark.parametrize(
    ("status", "stopping"),
    [
        (200, Stopping.ACCEPTED),
        (202, Stopping.ACCEPTED),
        (204, Stopping.ACCEPTED),
        (404, Stopping.TOO_LATE),
        (409, Stopping.TOO_LATE),
        (410, Stopping.TOO_LATE),
    ],
)
async def test_a_cancel_is_accepted_or_too_late(status, stopping):
    async with tuplets(Script(DELETE_jobs_j1=(status, ""))) as provider:
        assert await provider.cancel(TICKET) is stopping


async def test_credentials_are_proved_free_of_charge():
    async with tuplets(Script(GET_health=(200, "fine"))) as provider:
        await provider.check()
    async with tuplets(Script(GET_health=(401, ""))) as provider:
        with pytest.raises(NeedsOperator):
            await provider.check()


def _target(base, **more):
    return {
        "upload_url": f"{base}/put",
        "object_key": "o1",
        "upload_token": "u1",
        "upload_headers": {"x-amz-acl": "private"},
        "expires_in_seconds": 600,
        **more,
    }


async def _uploaded(put, sent, **more):
    script = Script(PUT_put=put)

    async def answer(request):
        script.answers["POST /jobs/upload-target"] = (
            200,
            _target(str(request.url.origin()), **more),
        )
        return await script.answer(request)

    async with serve(answer) as base, tuplets_at(base) as provider:
        return await provider.prepare(sent)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(409, Busy), (429, RateLimited), (503, Busy), (400, Rejected), (401, NeedsOperator)],
)
async def test_a_refused_upload_target_says_whether_to_ask_again(status, kind):
    script = Script(**{"POST_jobs_upload-target": (status, _detail("Not now."))})
    async with tuplets(script) as provider:
        with pytest.raises(kind):
            await provider.prepare(audio())


async def test_upload_handles_are_given_up_before_they_expire():
    handles = await _uploaded((200, ""), audio())
    assert handles.values == {"key": "o1", "token": "u1"}
    assert handles.expires_at == 1_700_000_000.0 + 540


async def test_handles_without_a_term_do_not_last_for_ever():
    handles = await _uploaded((200, ""), audio(), expires_in_seconds=None)
    assert handles.expires_at is not None


@pytest.mark.parametrize(
    ("status", "kind"),
    [(403, Transient), (400, Transient), (500, Transient), (429, RateLimited), (413, Rejected)],
)
async def test_a_storage_that_refuses_is_tried_again_unless_it_is_too_much(status, kind):
    with pytest.raises(kind):
        await _uploaded((status, "<Error><Code>X</Code></Error>"), audio())


async def test_an_upload_whose_source_is_cut_says_so():
    cut = Transient("cut", fault=Fault.FILE_CUT)
    with pytest.raises(Transient) as failed:
        await _uploaded((200, ""), audio(size=99, fail=cut))
    assert failed.value is cut


async def test_a_key_makes_the_service_and_names_its_budget():
    async with calling_out() as http:
        assert build_providers(ProviderSettings(), http, Clock(), Cutting()) == {}
        one = build_providers(settings(), http, Clock(), Cutting())["tuplets"]
    assert one.account.startswith("tuplets:")
    assert len(one.account) == len("tuplets:") + 8
    assert KEY not in one.account
