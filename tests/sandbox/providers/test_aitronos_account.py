"""An Aitronos in miniature refuses what its pages would, and shows what they promise."""

import re

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.providers.aitronos import INSTANT, Aitronos
from tests.sandbox.providers.conftest import REVIEW, sample

TRANSCRIBE = "/audio/transcribe"
ALL = (
    "sentiment_analysis_enabled",
    "entity_detection_enabled",
    "auto_highlights_enabled",
    "summarization_enabled",
)


class Member:
    """Somebody with a key of the organization; `account` is the account itself."""

    def __init__(self, http, account, changes):
        self.http = http
        self.account = account
        self.headers = {"X-API-Key": account.api_key}
        self._changes = changes

    async def ask(self, method, path, *, status=200, headers=(), **what):
        """The answer with this status, and its JSON."""
        url = self.account.base_url + path
        sent = {**self.headers, **dict(headers)}
        async with self.http.request(method, url, headers=sent, **what) as answer:
            assert answer.status == status, await answer.text()
            is_json = answer.content_type == "application/json" and status != 304
            return answer, await answer.json() if is_json else await answer.text()

    async def refused(self, status, method, path, **what):
        """The code of a refusal."""
        _, said = await self.ask(method, path, status=status, **what)
        assert said["success"] is False
        assert said["error"].keys() >= {"code", "message", "type", "status"}
        return said["error"]["code"]

    async def upload(self, data=None, name="talk.mp3"):
        """The address of a recording."""
        form = aiohttp.FormData()
        form.add_field("file", data or sample(REVIEW), filename=name, content_type="audio/mpeg")
        _, said = await self.ask("POST", "/audio/files/upload", status=201, data=form)
        return said["data"]["file_url"]

    def order(self, url, **groups):
        """The body of an order."""
        return {
            "organization_id": self.account.organization,
            "transcription_options": {"audio_url": url, "language": "en"},
            "speaker_analysis": {"diarization_enabled": True},
            "intelligence_features": dict.fromkeys(ALL, True),
            **groups,
        }

    async def create(self, **groups):
        """A new transcription."""
        body = self.order(await self.upload(), **groups)
        return (await self.ask("POST", TRANSCRIBE, status=201, json=body))[1]

    async def done(self, **groups):
        """The path of a transcription that has ended."""
        made = await self.create(**groups)
        job = self.account.find(made["data"]["transcription_id"])
        await self._changes.wait_until(lambda: job.ready or job.over, seconds=50)
        self.account.clock.move(11)
        await self.ask("GET", f"{TRANSCRIBE}/{job.id}")
        return f"{TRANSCRIBE}/{job.id}"


@pytest.fixture
async def member():
    """A member of an organization where work takes no time and time stands still."""
    changes = Changes()
    account = Aitronos(clock=Clock(speed=0, at=1_800_000_000), base_url="", changed=changes.ring)
    app = web.Application(client_max_size=1024**3)
    app.add_routes(account.routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    account.base_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    account.reset()
    account.pace = INSTANT
    async with aiohttp.ClientSession() as http:
        yield Member(http, account, changes)
    await runner.cleanup()
    await account.close()


async def test_an_order_is_charged_by_its_length_and_says_so(member):
    made = await member.create()
    assert re.fullmatch(r"trans_[0-9a-f]{32}", made["data"]["transcription_id"])
    assert made["data"]["status"] == "queued"
    assert made["billing"].keys() >= {"transaction_id", "multipliers", "synapses_consumed"}
    [job] = member.account.jobs
    assert made["billing"]["synapses_consumed"] == pytest.approx(job.seconds, abs=0.01)
    assert member.account.balance == 100_000 - job.consumed


ODD = [
    {"organization_id": None},
    {"organization_id": "acme"},
    {"transcription_options": {"audio_url": "https://media.example/a"}},
    {"transcription_options": {"language": "en"}},
    {"transcription_options": {"audio_url": "http://media.example/a", "language": "en"}},
    {"transcription_options": {"audio_url": "https://media.example/a", "language": "English"}},
    {"transcription_options": []},
    {"speaker_analysis": {"speakers_expected_count": 0}},
    {"speaker_analysis": {"speakers_expected_count": 11}},
    {"speaker_analysis": {"speakers_expected_count": "2"}},
    {"speaker_analysis": {"diarization_enabled": "yes"}},
    {"intelligence_features": {"chapters_enabled": True}},
    {"privacy_settings": {"pii_policies": "email"}},
    {"privacy_settings": {"pii_policies": ["email", 7]}},
    {"privacy_settings": {"pii_policies": ["shoe_size"]}},
    {"webhook": {"url": "http://hooks.example"}},
    {"webhook": {"url": "https://hooks.example", "events": ["all"]}},
    {"priority": "urgent"},
]


@pytest.mark.parametrize("odd", ODD, ids=map(str, range(len(ODD))))
async def test_an_order_that_the_page_does_not_allow_makes_nothing(member, odd):
    body = {**member.order(await member.upload()), **odd}
    assert await member.refused(422, "POST", TRANSCRIBE, json=body) == "VALIDATION_ERROR"
    assert member.account.jobs == []
    assert member.account.balance == 100_000


async def test_another_organization_no_credit_and_no_capacity_are_refused(member):
    body = member.order(await member.upload())
    foreign = {**body, "organization_id": "org_other"}
    code = await member.refused(403, "POST", TRANSCRIBE, json=foreign)
    assert code == "ORGANIZATION_ACCESS_DENIED"
    member.account.balance = 1
    assert await member.refused(402, "POST", TRANSCRIBE, json=body) == "INSUFFICIENT_SYNAPSES"
    member.account.at_capacity = True
    assert await member.refused(503, "POST", TRANSCRIBE, json=body) == "SERVICE_UNAVAILABLE"


@pytest.mark.parametrize("headers", [{"X-API-Key": "oak_live_x"}, {"X-API-Key": ""}])
async def test_strangers_are_refused(member, headers):
    code = await member.refused(401, "GET", TRANSCRIBE, headers=headers)
    assert code == "INVALID_CREDENTIALS"


async def test_a_file_that_is_no_audio_is_not_taken(member):
    for name, data in (("file", b"<html>"), ("audio", sample(REVIEW))):
        form = aiohttp.FormData()
        form.add_field(name, data, filename="talk.mp3")
        code = await member.refused(422, "POST", "/audio/files/upload", data=form)
        assert code == "VALIDATION_ERROR"
    assert await member.refused(422, "POST", "/audio/files/upload", data=b"x")


async def test_upstream_is_asked_every_ten_seconds_and_what_is_unchanged_is_not_sent(member):
    made = await member.create()
    path = f"{TRANSCRIBE}/{made['data']['transcription_id']}"
    answer, said = await member.ask("GET", path)
    assert (said["data"]["status"], said["metadata"]["upstream_refreshed"]) == ("queued", False)
    assert answer.headers["Cache-Control"] == "public, max-age=5"
    tag = {"If-None-Match": answer.headers["ETag"]}
    await member.ask("GET", path, status=304, headers=tag)
    path = await member.done()
    answer, said = await member.ask("GET", path, headers=tag)
    assert said["data"]["status"] == "completed"
    assert answer.headers["Cache-Control"] == "public, max-age=86400"
    assert said["actions"]["get_sentences"].endswith("/sentences")


async def test_a_finished_transcription_has_its_pages(member):
    path = await member.done()
    _, sentences = await member.ask("GET", f"{path}/sentences?limit=3&offset=1")
    assert [*sentences["data"]["sentences"][0]] == ["text", "start", "end"]
    assert sentences["metadata"]["returned_count"] == 3
    assert sentences["metadata"]["total_count"] > 20
    _, paragraphs = await member.ask("GET", f"{path}/paragraphs")
    assert len(paragraphs["data"]["paragraphs"]) < sentences["metadata"]["total_count"]
    _, srt = await member.ask("GET", f"{path}/subtitles/srt")
    assert srt.startswith("1\n00:00:00,450 --> 00:00:08,260\nGood morning")
    _, vtt = await member.ask("GET", f"{path}/subtitles/vtt")
    assert vtt.startswith("WEBVTT\n")
    _, found = await member.ask("GET", f"{path}/search?query=battery")
    assert found["data"]["matches"][0]["count"] > 0
    for odd in ("sentences?limit=1001", "sentences?limit=0", "subtitles/doc", "search"):
        assert await member.refused(422, "GET", f"{path}/{odd}") == "VALIDATION_ERROR"


async def test_pages_of_what_is_not_finished_are_not_there_yet(member):
    member.account.hold()
    made = await member.create()
    path = f"{TRANSCRIBE}/{made['data']['transcription_id']}"
    for page in ("sentences", "paragraphs", "subtitles/txt", "search?query=a"):
        code = await member.refused(409, "GET", f"{path}/{page}")
        assert code == "TRANSCRIPTION_NOT_READY"


async def test_where_the_words_stand_can_be_chosen(member):
    held = {}
    for shape in ("utterances", "sentences", "subtitles"):
        member.account.shape = shape
        path = await member.done()
        _, said = await member.ask("GET", path)
        held[shape] = {"utterances", "text", "summary"} & said["data"].keys()
        status = 404 if shape == "subtitles" else 200
        await member.ask("GET", f"{path}/sentences", status=status)
        _, text = await member.ask("GET", f"{path}/subtitles/txt")
        assert text.startswith("Good morning")
    assert held == {
        "utterances": {"utterances", "text", "summary"},
        "sentences": {"summary"},
        "subtitles": set(),
    }


async def test_redaction_is_told_with_the_words(member):
    privacy = {"pii_redaction_enabled": True, "pii_policies": ["email", "ssn"]}
    path = await member.done(privacy_settings=privacy)
    answer, _ = await member.ask("GET", f"{path}/sentences")
    assert answer.headers["X-PII-Redacted"] == "true"
    assert answer.headers["X-PII-Policies"] == "email,ssn"
    answer, _ = await member.ask("GET", f"{await member.done()}/sentences")
    assert "X-PII-Redacted" not in answer.headers


async def test_what_failed_is_refunded_and_what_is_deleted_before_its_end_is_not(member):
    member.account.fail_next("No.")
    path = await member.done()
    _, said = await member.ask("GET", path)
    assert said["data"]["error"]["message"] == "No."
    assert said["billing"]["synapses_refunded"] == said["billing"]["synapses_consumed"] > 0
    assert member.account.balance == 100_000
    member.account.hold()
    made = await member.create()
    path = f"{TRANSCRIBE}/{made['data']['transcription_id']}"
    await member.ask("DELETE", path)
    _, said = await member.ask("GET", path)
    assert said["data"]["status"] == "cancelled"
    assert said["billing"]["synapses_refunded"] == 0
    assert member.account.balance < 100_000


async def test_what_is_deleted_after_its_end_is_not_known_any_more(member):
    path = await member.done()
    _, said = await member.ask("DELETE", path)
    assert said["data"]["deleted"] is True
    for method in ("GET", "DELETE"):
        assert await member.refused(404, method, path) == "TRANSCRIPTION_NOT_FOUND"
    _, said = await member.ask("GET", TRANSCRIBE)
    assert said["data"]["transcriptions"] == []


async def test_the_list_is_paged_newest_first(member):
    made = []
    for _ in range(3):
        made.append((await member.create())["data"]["transcription_id"])
        member.account.clock.move(1)
    _, said = await member.ask("GET", f"{TRANSCRIBE}?limit=2")
    assert [row["transcription_id"] for row in said["data"]["transcriptions"]] == made[:0:-1]
    assert said["data"]["pagination"]["has_more"] is True
    _, said = await member.ask("GET", f"{TRANSCRIBE}?limit=2&offset=2&status=queued")
    assert [row["transcription_id"] for row in said["data"]["transcriptions"]] == made[:1]
    for odd in ("limit=101", "limit=0", "offset=-1", "status=done", "organization_id=org_1"):
        assert await member.refused(422, "GET", f"{TRANSCRIBE}?{odd}") == "VALIDATION_ERROR"


async def test_too_many_requests_are_refused_until_there_are_fewer(member):
    for left in range(99, -1, -1):
        answer, _ = await member.ask("GET", TRANSCRIBE)
        assert answer.headers["X-RateLimit-Remaining"] == str(left)
    answer, said = await member.ask("GET", TRANSCRIBE, status=429)
    assert said["error"]["type"] == "rate_limit_error"
    assert answer.headers["Retry-After"] == "60"
    member.account.clock.move(60)
    await member.ask("GET", TRANSCRIBE)
