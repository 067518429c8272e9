"""People make a result their own: who is who, other formats; the thread follows, and stays one."""

from tests.house import House
from tests.world.sound import recording
from tests.world.world import open_world, run

MAYA, SAME = "Maya Keller", "same:Speaker 1"
WITH_MORE = ["docx", "md", "png", "srt", "txt"]


async def delivered(house: House):
    message = await house.share()
    await house.delivered(message)
    return message


async def opened(house: House, message, action: str):
    """The form behind a button under the result."""
    result = house.part(message, "result")
    await house.sandbox.slack.press("ben", "product", result.ts, action)
    return await house.until(lambda: _form(house.sandbox.slack.view_of("ben")))


def files(house: House, message) -> list[str]:
    """The names of the files in a thread."""
    return sorted(file.name for reply in house.thread(message) for file in reply.files)


def transcript(house: House, message) -> str:
    """The one transcript that stands there; empty while the new one takes the place of the old."""
    texts = [
        file.data.decode()
        for reply in house.thread(message)
        for file in reply.files
        if file.name.endswith(".txt")
    ]
    return texts[0] if len(texts) == 1 else ""


async def test_speakers_get_names_in_the_notes_and_in_the_transcript(house: House):
    message = await delivered(house)
    view = await opened(house, message, "name")
    assert "Speaker 1" in str(view["blocks"])
    assert "Ben" in str(view["blocks"]), "people of the thread can be picked"
    values = {"name-0": {"name": {"type": "plain_text_input", "value": f"{MAYA} <!here>"}}}
    await house.sandbox.slack.submit_view("ben", view["id"], values)

    await house.until(lambda: f"] {MAYA}" in transcript(house, message))
    assert "Speaker 1:" not in transcript(house, message)
    result = house.part(message, "result")
    assert "Speakers named by" in str(result.blocks)
    assert "Speaker 1" not in str(result.blocks)
    assert house.parts(message) == ["status", "result", "transcript"]


async def test_two_voices_of_one_person_become_one(socket_house: House):
    house = socket_house
    message = await delivered(house)
    view = await opened(house, message, "name")
    same = {"who-1": {"who": {"type": "static_select", "selected_option": _option(SAME)}}}
    await house.sandbox.slack.submit_view("ben", view["id"], same)

    await house.until(lambda: _one_voice(transcript(house, message)))


async def test_names_survive_a_kill_in_the_middle(socket_house: House):
    """The change is stored before it is answered; whoever comes next shows it."""
    house = socket_house
    message = await delivered(house)
    view = await opened(house, message, "name")
    house.sandbox.faults.order("slack", "chat.update", times=3, status=503)
    values = {"name-0": {"name": {"type": "plain_text_input", "value": MAYA}}}
    await house.sandbox.slack.submit_view("ben", view["id"], values)
    await house.restart()

    await house.until(lambda: f"] {MAYA}" in transcript(house, message))
    await house.until(lambda: MAYA in str(house.part(message, "result").blocks))


async def test_other_formats_come_into_the_thread_once(house: House):
    message = await delivered(house)
    view = await opened(house, message, "formats")
    ticked = [_option(shape) for shape in ("srt", "md", "docx")]
    values = {"shapes": {"shapes": {"type": "checkboxes", "selected_options": ticked}}}
    await house.sandbox.slack.submit_view("ben", view["id"], values)

    await house.until(lambda: len(files(house, message)) == len(WITH_MORE))
    assert [name.rpartition(".")[2] for name in files(house, message)] == WITH_MORE


async def test_a_word_is_fixed_once_and_the_channel_learns_it(socket_house: House):
    house = socket_house
    message = await delivered(house)
    wrong = house.transcript(message).split()[-1].strip(".")
    fix = f"@Threadscribe fix {wrong} = Zyx"
    await house.sandbox.slack.say("ben", "product", fix, message.ts)
    await house.until(lambda: "Zyx" in transcript(house, message))
    assert wrong not in transcript(house, message).split()

    [offer] = [m for m in house.sandbox.slack.ephemeral("ben") if "Zyx" in m.text]
    await house.sandbox.slack.press("ben", "product", offer.ts, "keep_word")
    other = await house.share(by="chloe", text="another", channel="product")
    await house.delivered(other)
    assert "Zyx" in transcript(house, other)


def test_what_is_forgotten_cannot_be_changed():
    run(_forgotten())


async def _forgotten() -> None:
    async with open_world() as world:
        message = await world.share(recording("canary"))
        await world.delivered(message)
        view = await opened(world, message, "name")
        await world.sandbox.slack.delete_message("ben", "product", message.ts)
        await world.settled()
        values = {"name-0": {"name": {"type": "plain_text_input", "value": MAYA}}}
        await world.sandbox.slack.submit_view("ben", view["id"], values)
        assert "no longer keep" in str(world.sandbox.slack.view_of("ben"))
        assert world.rows("SELECT * FROM editions") == []


def _one_voice(text: str) -> bool:
    return "Speaker 1:" in text and "Speaker 2:" not in text


def _form(view):
    return view if view and view.get("submit") else None


def _option(value: str):
    return {"text": {"type": "plain_text", "text": value}, "value": value}
