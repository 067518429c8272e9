"""What goes wrong outside, and what the thread says of it. Nothing is lost, said or paid twice."""

import pytest

from bot.sandbox import Upload
from tests.house import House, recording
from tests.trouble import PASSING

SLACK = [
    "chat.postMessage",
    "chat.update",
    "files.getUploadURLExternal",
    "files.upload",
    "files.completeUploadExternal",
    "files.info",
    "files.download",
]
TUPLETS = ["POST /jobs/upload-target", "PUT storage", "POST /jobs", "GET /jobs/{id}"]


@pytest.mark.parametrize("trouble", PASSING)
@pytest.mark.parametrize("call", SLACK)
async def test_whatever_passes_at_slack_the_thread_is_whole(
    socket_house: House, call: str, trouble: str
):
    house = socket_house
    if (call, trouble) == ("files.upload", "garbage"):
        trouble = "server error"  # the answer to an upload is no JSON: any 200 is a yes
    house.sandbox.faults.order("slack", call, **PASSING[trouble])
    message = await house.share()
    await house.delivered(message, seconds=40)

    assert house.parts(message) == ["status", "result", "transcript"]
    assert house.paid == 1


@pytest.mark.parametrize("trouble", [*PASSING, "no slot", "no capacity"])
@pytest.mark.parametrize("call", TUPLETS)
async def test_whatever_passes_at_the_service_is_paid_once(
    socket_house: House, call: str, trouble: str
):
    house = socket_house
    known = PASSING | {
        "no slot": {"status": 409, "body": {"detail": "Concurrent job limit reached."}},
        "no capacity": {"status": 503, "body": {"detail": "Capacity unavailable."}},
    }
    house.sandbox.faults.order("tuplets", call, **known[trouble])
    message = await house.share()
    await house.delivered(message, seconds=40)

    assert house.parts(message) == ["status", "result", "transcript"]
    assert house.paid == 1


async def test_an_unclear_post_is_looked_for_before_it_is_made_again(socket_house: House):
    house = socket_house
    house.sandbox.faults.order("slack", "chat.postMessage", after=1, lose_answer=True)
    message = await house.share()
    await house.delivered(message)

    assert house.calls("conversations.replies")
    assert len(house.calls("chat.postMessage")) == 2


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"status": 402, "body": {"detail": "You do not have enough credit."}}, "credit"),
        ({"status": 401, "body": {"detail": "Missing or invalid API key."}}, "key"),
        ({"status": 403, "body": {"detail": "Verify your email."}}, "account"),
        ({"status": 400, "body": {"detail": "Invalid input."}}, "would not"),
    ],
)
async def test_a_no_of_the_service_is_said_and_costs_nothing(socket_house: House, fault, words):
    house = socket_house
    house.sandbox.faults.order("tuplets", "POST /jobs", times=None, **fault)
    message = await house.share()
    await house.says(message, words)

    assert "Nothing was charged" in house.status(message)
    assert house.parts(message) == ["status"]
    assert house.paid == 0


async def test_a_failed_recording_can_be_tried_again_with_one_press(socket_house: House):
    house = socket_house
    house.sandbox.faults.order(
        "tuplets", "POST /jobs", status=403, body={"detail": "Verify your email address."}
    )
    message = await house.share()
    await house.until(lambda: "retry" in _actions(house, message))
    status = house.part(message, "status")
    await house.sandbox.slack.press("ben", "product", status.ts, "retry")
    await house.until(lambda: "transcript" in house.parts(message))

    assert house.paid == 1


async def test_where_the_speakers_failed_one_press_asks_for_none(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.fail_speakers_next()
    message = await house.share()
    await house.says(message, "could not tell the speakers apart")
    await house.until(lambda: "plainer" in _actions(house, message))
    assert len(house.sandbox.tuplets.jobs) == 1
    status = house.part(message, "status")
    await house.sandbox.slack.press("ben", "product", status.ts, "plainer")
    await house.until(lambda: "transcript" in house.parts(message))

    assert "Speaker" not in house.thread(message)[-1].files[0].upload.data.decode()
    assert [job.order.diarization for job in house.sandbox.tuplets.jobs] == [True, False]


async def test_slacks_login_page_is_not_taken_for_audio(socket_house: House):
    house = socket_house
    page = b"<!DOCTYPE html><html><head><title>Sign in</title></head></html>"
    house.sandbox.faults.order(
        "slack",
        "files.download",
        times=None,
        status=200,
        headers={"Content-Type": "text/html"},
        body=page,
    )
    message = await house.share()
    await house.until(lambda: "files:read" in house.status(message))

    assert house.calls("POST /jobs", "tuplets") == []


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (
            Upload("sync.mp4", external="https://drive.example/1", mode="external"),
            "link",
        ),
        (recording(mode="hidden_by_limit"), "plan"),
        (recording(access="access_denied"), "access"),
        (Upload("empty.mp3", b"", mimetype="audio/mpeg"), "empty"),
        (Upload("fake.mp3", b"%PDF-1.7 not a sound" * 400, mimetype="audio/mpeg"), "audio"),
    ],
)
async def test_what_cannot_be_heard_gets_one_helpful_sentence(
    socket_house: House, upload: Upload, words: str
):
    house = socket_house
    message = await house.share(upload)
    await house.until(lambda: words in house.status(message).lower())

    assert house.parts(message) == ["status"]
    assert house.paid == 0


async def test_the_token_goes_to_slack_alone(socket_house: House):
    house = socket_house
    message = await house.share(
        Upload("sync.mp4", external=f"{house.sandbox.url}/media/x", mode="external")
    )
    await house.until(lambda: "link" in house.status(message).lower())

    assert house.calls("files.download") == []


async def test_a_failure_at_the_service_is_told_in_its_words_and_escaped(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.fail_next("Decoder gave up <!channel> & went home")
    message = await house.share()
    await house.until(lambda: "Decoder gave up" in house.status(message))

    assert "<!channel>" not in house.status(message)


async def test_redaction_that_was_not_done_is_not_posted_but_asked_about(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.skip_pii_next("unsupported_language")
    message = await house.share(text="@Threadscribe --redact")
    question = await house.until(lambda: house.part(message, "question"))
    assert house.parts(message) == ["status", "question"]

    await house.sandbox.slack.press("ben", "product", question.ts, "publish")
    await house.until(lambda: "transcript" in house.parts(message))


async def test_redaction_that_was_not_done_can_be_dropped(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.skip_pii_next("unsupported_language")
    message = await house.share(text="@Threadscribe --redact")
    question = await house.until(lambda: house.part(message, "question"))
    await house.sandbox.slack.press("ben", "product", question.ts, "discard")
    await house.until(lambda: "nothing was posted" in house.status(message))

    assert house.parts(message) == ["status", "question"]


def _actions(house: House, message) -> list[str]:
    status = house.part(message, "status")
    blocks = status.blocks if status else []
    return [
        element.get("action_id", "") for block in blocks for element in block.get("elements", [])
    ]
