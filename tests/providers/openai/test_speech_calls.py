"""What the statuses and oddities of OpenAI-compatible servers mean for what happens next."""

import json
import os
import shutil
from pathlib import Path

import pytest

from bot.domain.errors import (
    Busy,
    Fault,
    NeedsOperator,
    RateLimited,
    Transient,
    Unreachable,
)
from bot.domain.job import Spent, Ticket
from bot.domain.ports import Broken, Finished, HandlesGone, Stopped
from bot.domain.recording import Wish
from bot.http.bulk import Receipt
from bot.media.cutting import Cutting
from bot.providers.openai import verdict
from bot.providers.openai.adapter import Speech
from bot.providers.openai.formats import Format
from tests.http.servers import StillClock, calling_out, serve
from tests.media import words
from tests.providers.openai.speech import (
    KEY,
    SOUND,
    Server,
    audio,
    ended,
    finished,
    order,
    settings,
    speech,
    speech_at,
    transcribed,
)

WIRE = Path(__file__).parents[2] / "wire" / "openai"
ERRORS = json.loads((WIRE / "errors.json").read_text(encoding="utf-8"))["answers"]
HELLO = (200, {"text": "Hello."})
MEMO = words.recording("ipod", "aac", 3)
MAYBE, NOTHING = Spent.MAYBE, Spent.NOTHING


def _said(status, message, **more):
    return status, {"error": {"message": message, **more}}


NO_FORMAT = _said(400, "no such response_format", param="response_format")


def _fields(asked):
    return {name: value for name, value in asked.items() if name != "file"}


async def test_the_request_holds_what_was_wished_and_no_name(tmp_path):
    server = Server(HELLO)
    async with speech(server, tmp_path) as provider:
        await transcribed(provider, language="de")
        await transcribed(provider, key="2")
    assert [_fields(asked) for asked in server.asked] == [
        {
            "model": "whisper-1",
            "response_format": "verbose_json",
            "language": "de",
            "timestamp_granularities[]": "segment",
        },
        {
            "model": "whisper-1",
            "response_format": "verbose_json",
            "timestamp_granularities[]": "segment",
        },
    ]
    assert server.asked[0]["file"] == ("recording.mp3", "audio/mpeg", SOUND)
    headers = server.headers[0]
    assert headers["Authorization"] == f"Bearer {KEY}"
    assert headers["Accept-Encoding"] == "identity"
    assert int(headers["Content-Length"]) > len(SOUND)


async def test_a_server_without_a_key_is_shown_none(tmp_path):
    server = Server(HELLO)
    async with speech(server, tmp_path, key=None) as provider:
        await transcribed(provider)
    assert "Authorization" not in server.headers[0]


async def test_a_model_that_tells_voices_apart_is_asked_to(tmp_path):
    server = Server(NO_FORMAT, HELLO)
    async with speech(server, tmp_path, model="acme/Diarize-1") as provider:
        await transcribed(provider, speakers=False)
    first, second = map(_fields, server.asked)
    assert first == {
        "model": "acme/Diarize-1",
        "response_format": "diarized_json",
        "chunking_strategy": "auto",
    }
    assert second["response_format"] == "verbose_json"


async def test_forms_that_were_refused_are_not_asked_for_again(tmp_path):
    server = Server(NO_FORMAT, NO_FORMAT, (200, "Hello.\n"))
    async with speech(server, tmp_path) as provider:
        seen = await transcribed(provider)
        await transcribed(provider, key="2")
    assert [asked["response_format"] for asked in server.asked] == [
        *("verbose_json", "json", "text"),
        "text",
    ]
    assert [s.text for s in seen.result.transcript.segments] == ["Hello."]


async def test_a_server_that_knows_no_form_at_all_ends_it(tmp_path):
    server = Server(NO_FORMAT)
    async with speech(server, tmp_path) as provider:
        seen = await transcribed(provider)
    assert seen == Broken(fault=Fault.REFUSED, said="no such response_format", spent=NOTHING)
    assert len(server.asked) == 3


@pytest.mark.parametrize("error", ERRORS, ids=map(str, range(len(ERRORS))))
def test_errors_as_servers_word_them_are_understood(error):
    receipt = Receipt(
        status=error["status"], headers={}, body=json.dumps(error["body"]).encode(), at=0.0
    )
    found = verdict.verdict(receipt, Format.VERBOSE)
    assert (type(found).__name__, found.fault.value) == (error["means"], error["fault"])
    assert found.said


REFUSALS = [
    (_said(400, "Invalid file format. Supported formats: ['mp3']"), Fault.NOT_MEDIA, NOTHING),
    (_said(400, "Audio file is too short."), Fault.TOO_SHORT, NOTHING),
    (_said(400, "Language 'xx' is not supported."), Fault.REFUSED, NOTHING),
    ((400, "<html>"), Fault.REFUSED, NOTHING),
    (_said(401, "Incorrect API key provided."), Fault.BAD_CREDENTIALS, NOTHING),
    ((402, ""), Fault.NO_CREDIT, NOTHING),
    ((403, ""), Fault.FORBIDDEN, NOTHING),
    (_said(404, "The model `x` does not exist."), Fault.FORBIDDEN, NOTHING),
    ((404, "<html>"), Fault.SERVICE_DOWN, NOTHING),
    ((307, ""), Fault.SERVICE_DOWN, NOTHING),
    (_said(500, "The server had an error."), Fault.FAILED, MAYBE),
    ((502, "<html>"), Fault.UNCLEAR, MAYBE),
    ((503, "<html>"), Fault.UNCLEAR, MAYBE),
    ((504, ""), Fault.UNCLEAR, MAYBE),
    ((408, ""), Fault.UNCLEAR, MAYBE),
    (None, Fault.UNCLEAR, MAYBE),
    ((200, "<html>Please sign in</html>", {"Content-Type": "text/html"}), Fault.UNCLEAR, MAYBE),
    ((200, "{}"), Fault.FAILED, MAYBE),
    ((200, '{"text": [], "segments": "none"}'), Fault.FAILED, MAYBE),
    ((200, "[" * 100_000), Fault.UNCLEAR, MAYBE),
    ((200, b"\xff\xfe\x00"), Fault.UNCLEAR, MAYBE),
    ((200, "\xff".encode("latin-1"), {"Content-Type": "text/plain"}), Fault.UNCLEAR, MAYBE),
    ((200, {"error": "the model fell over"}), Fault.FAILED, MAYBE),
]


@pytest.mark.parametrize(("answer", "fault", "spent"), REFUSALS, ids=map(str, range(len(REFUSALS))))
async def test_what_may_have_been_paid_for_is_asked_once(tmp_path, answer, fault, spent):
    server = Server(answer)
    async with speech(server, tmp_path) as provider:
        seen = await transcribed(provider)
    assert isinstance(seen, Broken)
    assert (seen.fault, seen.spent) == (fault, spent)
    assert len(server.asked) == 1
    assert KEY not in repr(seen)


UNREAD = {
    "whisper.cpp": ((400, "Invalid request", {"Content-Type": "text/plain"}), 1),
    "transformers": ((500, "Internal Server Error", {"Content-Type": "text/plain"}), 2),
    "OpenAI": (_said(400, "The audio file could not be decoded."), 1),
}


@pytest.mark.parametrize("kind", UNREAD)
async def test_what_a_server_of_ones_own_cannot_read_it_gets_as_mp3(tmp_path, kind):
    refusal, times = UNREAD[kind]
    server = Server(*[refusal] * times, HELLO)
    async with speech(server, tmp_path, key=None) as provider:
        seen = await transcribed(provider, recording=audio(MEMO, name="memo.m4a"))
    assert [s.text for s in seen.result.transcript.segments] == ["Hello."]
    *refused, (name, content_type, sent) = [asked["file"] for asked in server.asked]
    assert [file[0] for file in refused] == ["recording.m4a"] * times
    assert (name, content_type, sent[:3]) == ("recording.mp3", "audio/mpeg", b"ID3")
    assert [word for word, *_ in words.spoken(sent)] == [0, 1, 2]


async def test_what_it_cannot_read_as_mp3_either_ends_with_its_own_reason(tmp_path):
    server = Server(_said(415, "No."))
    async with speech(server, tmp_path) as provider:
        seen = await transcribed(provider, recording=audio(MEMO, name="memo.m4a"))
        torn = await transcribed(provider, "2", recording=audio(name="torn.m4a"))
    assert seen == torn == Broken(fault=Fault.NOT_MEDIA, said="No.", spent=NOTHING)
    assert [asked["file"][0][-3:] for asked in server.asked] == ["m4a", "mp3", "m4a"]


async def test_what_may_have_been_paid_for_is_not_tried_as_mp3(tmp_path):
    server = Server((500, "Internal Server Error"))
    async with speech(server, tmp_path) as provider:
        seen = await transcribed(provider, recording=audio(MEMO, name="memo.m4a"))
    assert seen == Broken(fault=Fault.FAILED, spent=MAYBE)
    assert len(server.asked) == 1


async def test_a_page_is_no_transcript(tmp_path):
    server = Server(NO_FORMAT, NO_FORMAT, (200, "<!doctype html><p>Sign in</p>"))
    async with speech(server, tmp_path) as provider:
        seen = await transcribed(provider)
    assert seen == Broken(fault=Fault.UNCLEAR, spent=MAYBE)


async def test_after_a_failure_the_server_is_asked_whether_it_still_knows_us(tmp_path):
    server = Server((500, ""))
    async with speech(server, tmp_path) as provider:
        await transcribed(provider)
        asked = await order(provider, key="2")
        provider._there = provider._clock.now() - 200.0  # seconds: still believed
        assert isinstance(await finished(provider, asked), Broken)
        server.models = (401, "")
        with pytest.raises(NeedsOperator):
            await provider.prepare(audio())
    assert len(server.asked) == 2


async def test_a_servers_sentence_is_kept_within_bounds(tmp_path):
    server = Server(_said(400, "No\x20good.\n" * 1000 + "\ud83d"))
    async with speech(server, tmp_path) as provider:
        seen = await transcribed(provider)
    assert seen.said.startswith("No good. No good.")
    assert len(seen.said) == 300


@pytest.mark.parametrize("status", [429, 503])
async def test_a_server_that_is_never_free_is_given_up(tmp_path, status):
    server = Server(_said(status, "Not now."))
    clock = StillClock()
    began = clock.now()
    async with speech(server, tmp_path, clock=clock) as provider:
        seen = await transcribed(provider)
    assert (seen.said, seen.spent) == ("Not now.", NOTHING)
    assert len(server.asked) == 25
    assert 1800 < clock.now() - began < 3600  # the engine gives it an hour


async def test_who_wants_us_to_stay_away_for_long_is_not_waited_for(tmp_path):
    server = Server((*_said(429, "Come back tomorrow."), {"Retry-After": "86400"}))
    async with speech(server, tmp_path) as provider:
        seen = await transcribed(provider)
    assert (seen.fault, seen.spent, len(server.asked)) == (Fault.NO_SLOT, NOTHING, 1)


async def test_a_server_that_is_away_is_noticed_before_the_order(tmp_path):
    async with serve(Server(HELLO).answer) as base:
        pass
    async with speech_at(base, tmp_path) as provider:
        asked = await order(provider)
        with pytest.raises(Unreachable):
            await provider.submit(asked)
        with pytest.raises(Unreachable):
            await provider.check()


@pytest.mark.parametrize(
    ("models", "kind"),
    [
        ((401, ""), NeedsOperator),
        ((307, ""), NeedsOperator),
        ((429, ""), RateLimited),
        ((500, ""), Unreachable),
        ((418, ""), Unreachable),
    ],
)
async def test_an_order_is_not_begun_where_the_server_does_not_let_us_in(tmp_path, models, kind):
    server = Server(HELLO, models=(200, "{}"))
    async with speech(server, tmp_path) as provider:
        asked = await order(provider)
        server.models, provider._there = models, None
        with pytest.raises(kind) as refused:
            await provider.submit(asked)
        assert type(refused.value) is kind
        server.models = (200, "{}")
        assert isinstance(await finished(provider, asked), Finished)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [200, 403, 404, 405, 501])
async def test_a_list_of_models_need_not_be_there(tmp_path, status):
    async with speech(Server(HELLO, models=(status, "<html>")), tmp_path) as provider:
        await provider.check()


async def test_a_source_that_ends_early_leaves_nothing_behind(tmp_path):
    async with speech(Server(HELLO), tmp_path) as provider:
        for sent in (audio(fail=Stopped()), audio(size=99)):
            with pytest.raises((Stopped, Transient)):
                await provider.prepare(sent)
    assert list(tmp_path.iterdir()) == []


async def test_a_full_disk_is_waited_for_and_told_unless_others_leave_it(tmp_path, monkeypatch):
    async with speech(Server(HELLO), tmp_path) as provider:
        usage = shutil.disk_usage(tmp_path)._replace(free=2**20)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        with pytest.raises(Transient) as full:
            await provider.prepare(audio())
        assert full.value.fault is Fault.NO_ROOM
        (tmp_path / "other.audio").touch()
        with pytest.raises(Busy):
            await provider.prepare(audio())


async def test_an_answer_that_the_disk_does_not_take_is_not_lost(tmp_path):
    server = Server(HELLO)
    async with speech(server, tmp_path / "speech") as provider:
        asked = await order(provider)
        held = provider._shelf._write
        provider._shelf._write = lambda path, body: (
            _full() if b"answer" in body else held(path, body)
        )
        assert isinstance(await finished(provider, asked), Finished)


def _full():
    raise OSError(28, "No space left on device")


async def test_an_order_that_cannot_be_written_down_is_not_sent(tmp_path):
    server = Server(HELLO)
    async with speech(server, tmp_path) as provider:
        asked = await order(provider)
        provider._shelf._write = lambda path, body: _full()
        seen = await finished(provider, asked)
    assert seen == Broken(fault=Fault.INTERNAL, spent=NOTHING)
    assert server.asked == []


async def test_a_disk_that_cannot_be_read_is_asked_again(tmp_path):
    async with speech(Server(HELLO), tmp_path) as provider:
        (tmp_path / "x..json").mkdir()
        with pytest.raises(Transient):
            await provider.look(Ticket(remote_id="x", secrets={}), Wish())


async def test_speech_is_for_this_user_alone_and_goes_when_it_was_read(tmp_path):
    clock, folder = StillClock(), tmp_path / "speech"
    async with speech(Server(HELLO), folder, clock=clock) as provider:
        asked = await order(provider)
        assert [oct(path.stat().st_mode)[-3:] for path in (folder, *folder.iterdir())] == [
            *("700", "600")
        ]
        await finished(provider, asked)
        kept = [path.suffix for path in folder.iterdir()]
        assert kept == [".json"]
        assert [oct(path.stat().st_mode)[-3:] for path in folder.iterdir()] == ["600"]
        await order(provider, key="2")
        assert sorted(path.suffix for path in folder.iterdir()) == [".audio", ".json"]
        clock.time += 601
        await order(provider, key="3")
        assert [path.suffix for path in folder.iterdir()] == [".audio", ".audio"]


async def test_what_nobody_came_back_for_goes_after_two_days(tmp_path):
    clock = StillClock()
    for name in ("a.audio", "b.json", "c.sent", "d.half"):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (clock.wall(), clock.wall()))
    async with speech(Server(HELLO), tmp_path, clock=clock) as provider:
        await order(provider)
        assert len(list(tmp_path.iterdir())) == 5
        clock.time += 48 * 3600 + 1
        await order(provider)
        assert len(list(tmp_path.iterdir())) == 1


async def test_handles_of_somebody_else_are_gone(tmp_path):
    async with speech(Server(HELLO), tmp_path) as provider:
        asked = await order(provider)
        for values in ({}, {**asked.handles.values, "size": "many"}):
            asked.handles.values.clear()
            asked.handles.values.update(values)
            with pytest.raises(HandlesGone):
                await provider.submit(asked)


async def test_what_cannot_be_read_any_more_may_have_been_paid_for(tmp_path):
    server = Server(HELLO)
    async with speech(server, tmp_path) as provider:
        asked = await order(provider)
        ticket = await provider.submit(asked)
        await ended(provider)
        (book,) = tmp_path.glob("*.json")
        book.write_text('{"answer": "speech"')
        assert await provider.submit(asked) == ticket
        seen = await provider.look(ticket, asked.wish)
    assert seen == Broken(fault=Fault.LOST, spent=MAYBE)
    assert len(server.asked) == 1


async def test_who_we_are_there_is_a_fingerprint(tmp_path):
    async with calling_out() as http:
        one, other = (
            Speech(settings(key=key), http, StillClock(), tmp_path, Cutting())
            for key in (KEY, None)
        )
    assert one.account.startswith("openai:")
    assert one.account != other.account
    assert KEY not in one.account
