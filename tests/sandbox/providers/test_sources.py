"""The ways in which a recording reaches Tuplets."""

import pytest

from tests.media import sounds
from tests.sandbox.providers.conftest import CALL, CLIP, REVIEW, sample, wire

SENTENCE = "Good morning, everyone."
URL = "remote_url must be an http or https URL on a public internet host."


async def test_a_form_with_the_file_in_it_makes_a_job(customer):
    made = await customer.create(sample(REVIEW), language="en", diarization="true")
    assert made.keys() == wire("created")["body"].keys()
    assert made["status_url"] == f"{customer.tuplets.base_url}/jobs/{made['id']}"
    job = await customer.done(made)
    assert (job["status"], job["source_type"]) == ("completed", "upload")
    assert job["result"]["text"].startswith(SENTENCE)


async def test_an_upload_makes_a_job_by_multipart_and_by_urlencoded_form(customer):
    fields = await customer.uploaded(sample(REVIEW), size=len(sample(REVIEW)))
    assert (await customer.done(await customer.create(**fields)))["status"] == "completed"
    made = await customer.ask("POST", "/jobs", data=fields, status=201)
    assert (await customer.done(made))["result"]["text"].startswith(SENTENCE)


async def test_an_upload_target_looks_as_the_vendors_client_reads_it(customer):
    target = await customer.target(size=10)
    assert target.keys() == wire("upload_target")["body"].keys()
    assert target["upload_method"] == "PUT"
    untyped = await customer.target(filename="talk.m4a", content_type=None)
    assert untyped["upload_headers"] == {"Content-Type": "audio/mp4"}


async def test_a_link_is_fetched_also_over_a_redirect(customer):
    root = customer.tuplets.base_url.removesuffix("/tuplets")
    for name in ("talk.mp3", "moved"):
        job = await customer.done(await customer.create(remote_url=f"{root}/media/{name}"))
        assert (job["status"], job["source_type"]) == ("completed", "remote_url")
        assert job["result"]["text"].startswith(SENTENCE)


async def test_a_link_may_lead_to_a_video_and_needs_no_network_when_it_is_known(customer):
    customer.tuplets.web["https://media.example.com/clip.mp4"] = sample(CLIP)
    job = await customer.done(
        await customer.create(remote_url="https://media.example.com/clip.mp4")
    )
    assert job["result"]["text"].startswith("Quick clip")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("none", "The remote URL answered with status 404."),
        ("inwards", "The remote URL redirects to a non-public host."),
        ("page", "The file is not audio, or has no sound track."),
    ],
)
async def test_what_is_wrong_with_a_link_fails_the_job_and_costs_nothing(customer, name, said):
    root = customer.tuplets.base_url.removesuffix("/tuplets")
    job = await customer.done(await customer.create(remote_url=f"{root}/media/{name}"))
    assert (job["status"], job["error_message"]) == ("failed", said)
    assert (job["billing_status"], job["billed_cost_usd"]) == ("skipped", 0)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/a.mp3",
        "http://127.0.0.1:9/a.mp3",
        "http://localhost/a.mp3",
        "http://[::1]/a.mp3",
        "http://10.1.2.3/a.mp3",
        "http://169.254.169.254/latest",
        "http://[fd00::1]/a.mp3",
        "http://[::ffff:10.0.0.1]/a.mp3",
        "http://user:word@93.184.216.34/a.mp3",
        "ftp://93.184.216.34/a.mp3",
        "file:///etc/passwd",
        "http://93.184.216.34:none/a.mp3",
        "http://[/a.mp3",
        "a.mp3",
    ],
)
async def test_a_link_to_a_host_that_is_not_public_is_refused(customer, url):
    assert await customer.not_created(400, remote_url=url) == URL


async def test_exactly_one_source_is_taken(customer):
    fields = await customer.uploaded(sample(REVIEW))
    one = "Provide exactly one of audio_file, remote_url or uploaded_audio_key."
    url = "https://media.example.com/talk.mp3"
    assert await customer.not_created(400) == one
    assert await customer.not_created(400, sample(REVIEW), remote_url=url) == one
    assert await customer.not_created(400, sample(REVIEW), **fields) == one
    assert await customer.not_created(400, remote_url=url, **fields) == one


async def test_an_upload_needs_its_own_token(customer):
    fields = await customer.uploaded(sample(REVIEW))
    other = await customer.uploaded(sample(CALL))
    said = await customer.not_created(400, uploaded_audio_key=fields["uploaded_audio_key"])
    assert "must be paired" in said
    mixed = {**fields, "uploaded_audio_token": other["uploaded_audio_token"]}
    assert "does not belong" in await customer.not_created(400, **mixed)


async def test_an_upload_that_never_came_or_came_too_long_ago_is_refused(customer):
    target = await customer.target()
    fields = {
        "uploaded_audio_key": target["object_key"],
        "uploaded_audio_token": target["upload_token"],
    }
    assert "not found" in await customer.not_created(400, **fields)
    fields = await customer.uploaded(sample(REVIEW))
    customer.clock.move(target["expires_in_seconds"])
    assert "expired" in await customer.not_created(400, **fields)


async def test_storage_takes_exactly_what_was_signed(customer):
    target = await customer.target(size=4)
    right = target["upload_headers"]
    key = {**right, "Authorization": f"Bearer {customer.key}"}
    assert (await customer.put(target, b"abcd", headers=key))[0] == 400
    assert (await customer.put(target, b"abcde"))[0] == 403
    assert (await customer.put(target, b"abcd", headers={"Content-Type": "audio/wav"}))[0] == 403
    forged = {**target, "upload_url": target["upload_url"][:-1] + "x"}
    status, said = await customer.put(forged, b"abcd")
    assert (status, "<Code>SignatureDoesNotMatch</Code>" in said) == (403, True)
    assert (await customer.put(target, b"abcd")) == (200, "")


async def test_storage_wants_to_know_the_length_and_keeps_its_hours(customer):
    async def pieces():
        yield b"abcd"

    target = await customer.target()
    assert (await customer.put(target, pieces()))[0] == 411
    customer.clock.move(target["expires_in_seconds"])
    assert "AccessDenied" in (await customer.put(target, b"abcd"))[1]


@pytest.mark.parametrize(
    "asked",
    [
        [],
        {"filename": "talk.mp3", "content_type": "text/html"},
        {"filename": "talk.mp4", "content_type": "audio/mp4"},
        {"filename": "", "content_type": "audio/mpeg"},
        {"filename": "talk.mp3", "content_type": "audio/mpeg", "size": 0},
        {"filename": "talk.mp3", "content_type": "audio/mpeg", "size": "10"},
        {"filename": "talk.mp3", "content_type": "audio/mpeg", "size": 1_000_000_001},
    ],
)
async def test_a_target_is_only_for_an_audio_file_of_at_most_a_gigabyte(customer, asked):
    assert await customer.refused(400, "POST", "/jobs/upload-target", json=asked)


async def test_more_than_the_limit_is_refused_on_every_way(customer):
    data = sample(REVIEW)
    fields = await customer.uploaded(data)
    target = await customer.target()
    customer.tuplets.storage.max_bytes = len(data) - 1
    assert "1 GB" in await customer.not_created(400, data)
    assert "1 GB" in await customer.not_created(400, **fields)
    assert "EntityTooLarge" in (await customer.put(target, data))[1]
    root = customer.tuplets.base_url.removesuffix("/tuplets")
    job = await customer.done(await customer.create(remote_url=f"{root}/media/talk.mp3"))
    assert "1 GB" in job["error_message"]


@pytest.mark.parametrize(
    ("muxer", "codec", "name"),
    [
        ("mp3", "libmp3lame", "a.mp3"),
        ("wav", "pcm_s16le", "a.wav"),
        ("ipod", "aac", "a.m4a"),
        ("flac", "flac", "a.flac"),
        ("adts", "aac", "a.aac"),
        ("ogg", "flac", "a.ogg"),
        ("ogg", "libopus", "a.opus"),
        ("asf", "pcm_s16le", "a.wma"),
        ("webm", "libopus", "a.webm"),
    ],
)
async def test_every_format_of_the_page_is_taken(customer, muxer, codec, name):
    customer.tuplets.hold()
    await customer.create(sounds.encoded(muxer, codec, seconds=6), name=name)


@pytest.mark.parametrize(
    ("muxer", "codec", "picture"),
    [
        ("mp4", "aac", True),
        ("mov", "aac", True),
        ("mov", "aac", False),
        ("matroska", "libopus", False),
        ("avi", "libmp3lame", True),
        ("aiff", "pcm_s16be", False),
    ],
)
async def test_a_container_that_is_not_on_the_page_is_known_by_content(
    customer, muxer, codec, picture
):
    data = sounds.encoded(muxer, codec, picture=picture, seconds=6)
    said = await customer.not_created(400, data, name="renamed.m4a")
    assert said.startswith("Unsupported audio format")


async def test_what_is_no_sound_is_refused(customer):
    silent_film = sounds.encoded("mp4", None, picture=True)
    playlist = b"#EXTM3U\n#EXTINF:10,\nhttp://127.0.0.1/secret\n"
    for data in (b"", b"<html>Please sign in</html>", b"\0" * 5000, playlist, silent_film):
        said = await customer.not_created(400, data)
        assert said == "The file is not audio, or has no sound track."


async def test_a_file_that_is_not_named_as_audio_is_refused(customer):
    for name in ("talk.mp4", "talk", "talk.mov"):
        said = await customer.not_created(400, sample(REVIEW), name=name)
        assert said.startswith("Unsupported audio format")
