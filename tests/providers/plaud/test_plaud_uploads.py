"""A recording goes to Plaud's storage in exact parts, and nowhere else."""

import hashlib

import pytest

from bot.domain.errors import (
    Fault,
    NeedsOperator,
    RateLimited,
    Rejected,
    Transient,
    Unreachable,
)
from tests.http.servers import StillClock, serve
from tests.providers.plaud.plaud import (
    COMPLETE,
    PART,
    PLAN,
    Script,
    audio,
    hides_secrets,
    plan,
    plaud,
    plaud_at,
    wire,
)

TAGS = {f"PUT /part/{n}": (200, "", {"ETag": f'"tag{n}"'}) for n in (1, 2, 3)}


async def _parts(*chunks, numbers=(1, 2, 3), chunk=5):
    script = Script({**TAGS, PLAN: plan(*numbers, chunk=chunk)})
    async with plaud(script) as provider:
        handles = await provider.prepare(audio(*chunks))
    return script, handles


@pytest.mark.parametrize(
    "chunks",
    [
        (b"0123456789ab",),
        (b"01", b"", b"23456", b"789ab"),
        tuple(bytes([c]) for c in b"0123456789ab"),
        (b"01234", b"56789", b"ab"),
    ],
    ids=map(str, range(4)),
)
async def test_a_stream_is_cut_anew_into_parts_of_exact_sizes(chunks):
    script, _ = await _parts(*chunks)
    put = [asked for asked in script.asked if asked.name.startswith("PUT")]
    assert [asked.body for asked in put] == [b"01234", b"56789", b"ab"]
    assert [asked.headers["Content-Length"] for asked in put] == ["5", "5", "2"]
    assert script.last(COMPLETE).json == {
        "file_id": "f1",
        "upload_id": "u1",
        "part_list": [{"PartNumber": n, "ETag": f'"tag{n}"'} for n in (1, 2, 3)],
        "filetype": "mp3",
        "file_md5": hashlib.md5(b"0123456789ab").hexdigest(),
    }


async def test_parts_may_be_planned_in_any_order():
    script, _ = await _parts(b"0123456789ab", numbers=(3, 1, 2))
    assert [n for n in script.names if n.startswith("PUT")] == list(TAGS)


async def test_storage_gets_the_bytes_and_nothing_of_ours():
    script, _ = await _parts(b"01234", numbers=(1,))
    assert script.last(PART).headers.keys() <= {
        "Host",
        "Content-Length",
        "Accept-Encoding",
        "Connection",
    }


@pytest.mark.parametrize("kind", ["mp3", "m4a"])
async def test_the_plan_is_asked_for_by_size_and_type(kind):
    script = Script()
    async with plaud(script) as provider:
        await provider.prepare(audio(name=f"recording.{kind}"))
        assert kind in provider.traits.containers
    assert script.last(PLAN).json == {"filesize": 5, "filetype": kind}


async def test_an_upload_is_good_for_almost_a_day():
    clock = StillClock()
    async with plaud(Script(), clock) as provider:
        handles = await provider.prepare(audio())
    assert handles.values == {"url": "https://storage.example/f1?signature=canary"}
    assert handles.expires_at == clock.time + 23 * 3600


async def test_the_answers_of_the_reference_are_understood():
    _, planned = wire("upload_plan")
    _, uploaded = wire("uploaded")
    here = [{**part, "PresignedUrl": "{base}/part/{n}"} for part in planned["Parts"]]

    def made(base):
        parts = [
            {**p, "PresignedUrl": p["PresignedUrl"].format(base=base, n=p["PartNumber"])}
            for p in here
        ]
        return {**planned, "Parts": parts}

    script = Script({**TAGS, PLAN: (200, made), COMPLETE: (200, uploaded)})
    async with plaud(script) as provider:
        handles = await provider.prepare(audio(b"x" * 5_242_880, b"y"))
    assert handles.values == {"url": uploaded["DownloadUrl"]}
    assert script.last("PUT /part/2").body == b"y"


NO_PLANS = [
    (200, "<html>"),
    (200, "{}"),
    (200, "[]"),
    (200, {"FileId": "f1", "UploadId": "u1", "ChunkSize": 0, "Parts": []}),
    (200, {"FileId": "f1", "UploadId": "u1", "ChunkSize": 5, "Parts": [7]}),
    plan(),
    plan(2),
    plan(1, 1),
    plan(1, 2),
    plan(0, 1),
    plan(1, chunk=4),
    plan(1, url="ftp://storage.example/{n}"),
    plan(1, url="/part/{n}"),
    plan(1, url="http://[/{n}"),
    plan(1, url="https:///part"),
    plan(1, url=""),
    plan(1, url="https://storage.example:99999/{n}"),
    plan(1, url="https://./{n}"),
]


@pytest.mark.parametrize("answer", NO_PLANS, ids=map(str, range(len(NO_PLANS))))
async def test_without_a_plan_that_adds_up_no_byte_is_sent(answer):
    script = Script({PLAN: answer})
    async with plaud(script) as provider:
        with pytest.raises(Transient):
            await provider.prepare(audio())
    assert not any(name.startswith("PUT") for name in script.names)


async def test_speech_never_goes_over_plain_http_unless_the_service_itself_does():
    """The service is reached by https here, as far as our own check can tell."""
    async with serve(Script().answer) as base, plaud_at(base) as provider:
        provider._uploads._schemes = frozenset({"https"})
        with pytest.raises(Transient) as refused:
            await provider.prepare(audio())
    assert "add up" in str(refused.value)
    async with plaud_at("https://plaud.example") as provider:
        assert provider._uploads._schemes == {"https"}


PLANS_REFUSED = [
    ((400, {"code": "FILE_TYPE_INVALID", "message": "no"}), Rejected, Fault.NOT_MEDIA),
    ((400, {"code": "FILE_SIZE_INVALID", "message": "no"}), Rejected, Fault.TOO_LARGE),
    ((413, "<html>"), Rejected, Fault.TOO_LARGE),
    ((422, {"detail": [{"msg": "bad"}]}), Rejected, Fault.REFUSED),
    ((402, ""), NeedsOperator, Fault.NO_CREDIT),
    ((403, ""), NeedsOperator, Fault.FORBIDDEN),
    ((404, "404: Not Found"), NeedsOperator, Fault.SERVICE_DOWN),
    ((429, ""), RateLimited, Fault.SERVICE_DOWN),
    ((500, ""), Transient, Fault.SERVICE_DOWN),
    ((503, "<html>"), Transient, Fault.SERVICE_DOWN),
]


@pytest.mark.parametrize(
    ("answer", "kind", "fault"), PLANS_REFUSED, ids=map(str, range(len(PLANS_REFUSED)))
)
async def test_a_refused_plan_says_what_happens_next(answer, kind, fault):
    async with plaud(Script({PLAN: answer})) as provider:
        with pytest.raises(kind) as refused:
            await provider.prepare(audio())
    assert refused.value.fault is fault
    assert hides_secrets(refused.value)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ((403, "<Error><Code>AccessDenied</Code></Error>"), Transient),
        ((400, "<Error/>"), Transient),
        ((500, ""), Transient),
        ((302, "", {"Location": "https://elsewhere.example/"}), Transient),
        ((200, ""), Transient),  # no tag
        ((200, "", {"ETag": ""}), Transient),
        ((429, ""), RateLimited),
        ((413, ""), Rejected),
    ],
    ids=map(str, range(8)),
)
async def test_a_part_that_is_not_taken_ends_the_upload(answer, kind):
    script = Script({PART: answer, PLAN: plan(1, 2)})
    async with plaud(script) as provider:
        with pytest.raises(kind) as failed:
            await provider.prepare(audio(b"0123456789"))
    assert hides_secrets(failed.value)
    assert [name for name in script.names if name.startswith("PUT")] == [PART]
    assert COMPLETE not in script.names


async def test_a_storage_that_nobody_reaches_is_tried_again():
    async with serve(lambda _: None) as gone:
        pass
    async with plaud(Script({PLAN: plan(1, url=gone + "/{n}?signature=canary")})) as provider:
        with pytest.raises(Unreachable) as failed:
            await provider.prepare(audio())
    assert hides_secrets(failed.value)


@pytest.mark.parametrize("size", [4, 6])
async def test_a_recording_of_another_length_than_told_is_not_completed(size):
    script = Script({PLAN: plan(*range(1, -(-size // 5) + 1)), **TAGS})
    async with plaud(script) as provider:
        with pytest.raises(Transient) as cut:
            await provider.prepare(audio(b"01234", size=size))
    assert cut.value.fault is Fault.FILE_CUT
    assert COMPLETE not in script.names


NOT_COMPLETED = [
    ((400, {"code": "FILE_MD5_MISMATCH", "message": "no"}), Transient),
    ((404, {"code": "UPLOAD_NOT_FOUND", "message": "no"}), Transient),
    ((422, ""), Transient),
    ((500, ""), Transient),
    ((200, "<html>"), Transient),
    ((200, "{}"), Transient),
    ((200, {"DownloadUrl": ""}), Transient),
    ((200, {"DownloadUrl": None}), Transient),
    ((400, {"code": "FILE_TYPE_INVALID", "message": "no"}), Rejected),
]


@pytest.mark.parametrize(("answer", "kind"), NOT_COMPLETED, ids=map(str, range(len(NOT_COMPLETED))))
async def test_an_upload_that_is_not_completed_is_made_again_unless_it_never_can_be(answer, kind):
    async with plaud(Script({COMPLETE: answer})) as provider:
        with pytest.raises(kind) as failed:
            await provider.prepare(audio())
    assert hides_secrets(failed.value)
