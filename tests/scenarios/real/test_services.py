"""One recording through each service, in both of Slack's ways."""

from dataclasses import replace

import pytest

from bot.sandbox import Upload
from bot.sandbox.providers import SERVICES
from tests.house import MEETING, recording
from tests.providers.local import tiny
from tests.providers.local.local import speech, voice, wav

MODES = ("socket", "http")
PLAYED = [name for name in SERVICES if name != "local"]  # which is no service in miniature


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("service", PLAYED)
async def test_a_recording_becomes_a_transcript_in_its_thread(open_house, service: str, mode: str):
    async with open_house(mode, services=(service,)) as house:
        message = await house.share()
        await house.delivered(message)
        assert "offline mode ready" in house.transcript(message)
        assert len(house.sandbox.services[service].jobs) == 1


@pytest.mark.parametrize("service", PLAYED)
async def test_cancelled_while_it_works_nothing_is_posted(open_house, service: str):
    async with open_house(services=(service,)) as house:
        played = house.sandbox.services[service]
        played.hold()
        message = await house.share()
        await house.until(lambda: played.jobs)
        await house.says(message, "transcrib")
        await house.scribe("cancel")
        status = await house.says(message, "cancelled by")
        played.release()
        await house.sandbox.wait_until(lambda: True)
        assert house.parts(message) == ["status"]
        assert any(word in status for word in ("charge", "nothing")), status


@pytest.mark.parametrize("service", [name for name in PLAYED if name != "openai"])
async def test_killed_and_started_again_it_goes_on(open_house, service: str):
    async with open_house(services=(service,)) as house:
        played = house.sandbox.services[service]
        played.hold()
        message = await house.share()
        await house.until(lambda: played.jobs)
        await house.says(message, "transcrib")
        await house.restart()
        played.release()
        await house.delivered(message, 30.0)


@pytest.mark.parametrize("mode", MODES)
async def test_on_ones_own_machine_it_is_heard_without_any_service(open_house, mode: str):
    async with open_house(mode, services=("local",)) as house:
        house.clock.speed = 1.0
        message = await house.share(Upload("few-words.wav", speech(), mimetype="audio/wav"))
        await house.delivered(message, 50.0)
        told = str(house.part(message, "result").blocks)
        assert "expect every second word to be wrong" in told
        assert "$" not in told
        assert "Rough Demo Ear" in house.status(message)
        (file,) = [file for m in house.thread(message) for file in m.files if m.by_app]
        assert "Rough transcript" in file.title


async def test_on_ones_own_machine_speakers_are_told_apart(open_house, tmp_path):
    model = tiny.lay(tmp_path / "tiny")
    talk = Upload("talk.wav", wav(voice(200) + voice(900) + voice(200)), mimetype="audio/wav")
    async with open_house(services=("local",), LOCAL_MODEL=str(model)) as house:
        house.clock.speed = 1.0
        message = await house.share(talk)
        await house.delivered(message, 50.0)
        assert "threadscribe models pull speakers" in str(house.part(message, "result").blocks)
        assert "Speaker" not in house.transcript(message)
        tiny.lay_speakers(model)
        message = await house.share(replace(talk, data=talk.data + bytes(2)))
        await house.delivered(message, 50.0)
        assert "models pull" not in str(house.part(message, "result").blocks)
        assert house.transcript(message).splitlines() == [
            "[0:00:00] Speaker 1: hello",
            "[0:00:02] Speaker 2: hello",
            "[0:00:05] Speaker 1: hello",
        ]


async def test_what_cannot_be_redacted_is_not_even_ordered(open_house):
    async with open_house(services=("scriptivox", "tuplets")) as house:
        message = await house.share(text="@Threadscribe --redact")
        await house.says(message, "Scriptivox cannot remove personal data")
        other = await house.share(text="@Threadscribe --redact --provider tuplets --language ja")
        await house.says(other, "Tuplets cannot remove personal data")
        assert house.sandbox.services["scriptivox"].jobs == []
        assert house.paid == 0


async def test_one_paid_request_that_a_restart_cut_off_is_never_made_again_by_itself(open_house):
    """Upload, order and answer are one call here, and nobody can ask for it later."""
    async with open_house(services=("openai",)) as house:
        played = house.sandbox.services["openai"]
        played.hold()
        message = await house.share()
        await house.until(lambda: played.jobs)
        await house.says(message, "transcrib")
        await house.restart()
        status = await house.says(message, "may have been charged", 30.0)
        assert "#1" in status
        assert len(played.jobs) == 1


async def test_whoever_names_a_service_gets_it(open_house):
    async with open_house(services=("tuplets", "scriptivox")) as house:
        message = await house.share(text="@Threadscribe --provider scriptivox --speakers 2")
        await house.delivered(message)
        assert len(house.sandbox.services["scriptivox"].jobs) == 1
        assert house.sandbox.tuplets.jobs == []
        assert "$" in str(house.part(message, "result").blocks)
        await house.scribe("https://example.com/a.mp3 --provider nobody")
        named = await house.share(recording(MEETING), text="@Threadscribe --provider nobody")
        told = await house.until(lambda: house.sandbox.slack.ephemeral("ben"))
        assert "`tuplets`, `scriptivox`" in told[-1].text
        assert house.parts(named) == []
