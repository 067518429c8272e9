"""The page over a real sandbox: what it shows, what people do on it, whom it answers."""

import asyncio
import re

from bot.sandbox.page.page import STATIC as FOLDER
from bot.sandbox.recordings import samples

STATIC = sorted(FOLDER.iterdir())
CONFIRM = {"type": "button", "action_id": "cancel", "value": "7", "block_id": "row"}
ROW = {
    "type": "actions",
    "block_id": "row",
    "elements": [
        {
            "type": "button",
            "action_id": "cancel",
            "value": "7",
            "text": {"type": "plain_text", "text": "Cancel"},
        }
    ],
}
FORM = {
    "type": "modal",
    "callback_id": "form",
    "title": {"type": "plain_text", "text": "Transcribe"},
    "submit": {"type": "plain_text", "text": "Go"},
    "blocks": [
        {
            "type": "input",
            "block_id": "title",
            "label": {"type": "plain_text", "text": "Title"},
            "element": {"type": "plain_text_input", "action_id": "words"},
        }
    ],
}


async def test_the_page_and_all_it_loads_come_from_the_sandbox(browser):
    async with browser.http.get("/") as answer:
        html = await answer.text()
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"', html)
    assert loaded
    assert all(address.startswith("/page/") for address in loaded)
    for address in [*loaded, *(f"/page/{file.name}" for file in STATIC)]:
        async with browser.http.get(address) as answer:
            assert answer.status == 200, address


def test_the_page_names_no_address_elsewhere():
    for file in STATIC:
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|//cdn|@import", text), file.name


def test_data_never_becomes_markup():
    scripts = [file.read_text(encoding="utf-8") for file in STATIC if file.suffix == ".js"]
    forbidden = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function"
    assert not any(re.search(forbidden, script) for script in scripts)


def test_every_module_of_the_page_stays_short():
    assert all(len(file.read_text(encoding="utf-8").splitlines()) <= 300 for file in STATIC)


async def test_the_page_offers_the_samples_and_plays_them(browser):
    offered = (await browser.state())["samples"]
    assert [sample["name"] for sample in offered] == [sample.name for sample in samples()]
    async with browser.http.get(f"/page/sample/{offered[0]['name']}") as answer:
        assert await answer.read() == samples()[0].path.read_bytes()


async def test_a_shared_sample_stands_in_the_channel_and_can_be_heard(browser):
    sample = samples()[0]
    shared = await browser.share(sample=sample.name)
    (message,) = await browser.messages()
    assert message["ts"] == shared["thread"]
    (file,) = message["files"]
    assert file["duration_ms"] == round(sample.seconds * 1000)
    ranged = {"Range": "bytes=2-5"}
    async with browser.http.get(f"/page/file/{file['id']}", headers=ranged) as answer:
        assert answer.status == 206
        assert await answer.read() == sample.path.read_bytes()[2:6]


async def test_several_files_from_this_computer_are_one_message(browser):
    await browser.share(("a.wav", b"one"), ("b.wav", b"two"), text="both of them")
    (message,) = await browser.messages()
    assert [file["name"] for file in message["files"]] == ["a.wav", "b.wav"]
    assert message["text"] == "both of them"


async def test_a_recording_shared_in_a_thread_stays_there(browser):
    root = (await browser.act("say", text="Yesterday's call?"))["ts"]
    shared = await browser.share(("a.wav", b"one"), thread=root)
    assert shared == {"thread": root}
    parent, reply = await browser.messages()
    assert reply["thread_ts"] == root
    assert parent["reply_count"] == 1


async def test_a_file_that_could_be_a_web_page_is_only_downloaded(browser):
    await browser.share(("evil.html", b"<script>alert(1)</script>"))
    (message,) = await browser.messages()
    async with browser.http.get(f"/page/file/{message['files'][0]['id']}") as answer:
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_what_only_one_person_may_see_is_shown_to_nobody_else(browser, app):
    args = {"channel": browser.channel, "user": browser.id_of("ben"), "text": "psst"}
    await app.call("chat.postEphemeral", **args)
    assert await browser.messages("ada") == []
    (message,) = await browser.messages("ben")
    assert message["ephemeral"]


async def test_direct_messages_are_shown_to_their_person_alone(browser):
    adas = {channel["id"] for channel in (await browser.state("ada"))["channels"]}
    bens = {channel["id"] for channel in (await browser.state("ben"))["channels"]}
    assert len(adas - bens) == len(bens - adas) == 1


async def test_a_pressed_button_reaches_the_bot_with_its_value(browser, app):
    posted = await app.call("chat.postMessage", channel=browser.channel, text="…", blocks=[ROW])
    await browser.act("press", ts=posted["ts"], action=CONFIRM)
    pressed = next(said for said in app.heard if said.get("type") == "block_actions")
    assert pressed["actions"][0]["value"] == "7"
    assert pressed["user"]["id"] == browser.id_of("ada")


async def test_a_command_is_answered_to_its_person(browser, app):
    command = (await browser.state())["commands"][0]["command"]
    app.answers["slash_commands"] = {"text": "Nothing is running."}
    await browser.act("command", text=f"{command} status all")
    assert app.heard[-1]["text"] == "status all"
    (answer,) = await browser.messages()
    assert (answer["text"], answer["ephemeral"]) == ("Nothing is running.", True)


async def test_a_command_to_a_bot_that_is_away_says_so(browser):
    command = (await browser.state())["commands"][0]["command"]
    refused = await browser.act("command", text=f"{command} status", status=400)
    assert "not connected" in refused["error"]


async def test_a_modal_opens_shows_its_faults_and_closes(browser, app):
    (shortcut,) = (await browser.state())["shortcuts"]
    ts = (await browser.act("say", text="hello"))["ts"]
    await browser.act("shortcut", ts=ts, callback=shortcut["callback_id"])
    trigger = next(said["trigger_id"] for said in app.heard if said["type"] == "message_action")
    await app.call("views.open", trigger_id=trigger, view=FORM)
    (view,) = (await browser.state())["views"]
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"title": "Too dull."}}
    values = {"title": {"words": {"type": "plain_text_input", "value": "x"}}}
    sent = await browser.act("submit", view=view["id"], values=values)
    assert sent["errors"] == {"title": "Too dull."}
    await browser.act("close", view=view["id"])
    assert (await browser.state())["views"] == []


async def test_the_bot_is_invited_into_a_channel(browser):
    def known(state):
        return {channel["name"]: channel["has_bot"] for channel in state["channels"]}

    random = browser.sandbox.slack.workspace.channel("random").id
    assert not known(await browser.state())["random"]
    await browser.act("invite", channel=random)
    assert known(await browser.state())["random"]


async def test_only_its_own_messages_are_deleted(browser):
    ts = (await browser.act("say", text="never mind"))["ts"]
    refused = await browser.act("delete", who="ben", ts=ts, status=400)
    assert "deletes" in refused["error"]
    await browser.act("delete", ts=ts)
    assert await browser.messages() == []


async def test_the_inspector_shows_the_calls_and_no_token(browser, app):
    await app.call("chat.postMessage", channel=browser.channel, text="hello")
    async with browser.http.get("/page/inspect") as answer:
        text, seen = await answer.text(), await answer.json()
    assert seen["calls"][-1]["method"] == "chat.postMessage"
    assert seen["calls"][-1]["ok"]
    assert "xoxb-" not in text


async def test_every_change_is_told_to_open_windows(browser):
    async with browser.http.get("/page/changes") as stream:
        await stream.content.readuntil(b"\n\n")
        await browser.act("say", text="news")
        async with asyncio.timeout(5):
            assert (await stream.content.readuntil(b"\n\n")).startswith(b"data: ")


async def test_other_websites_are_refused(browser):
    elsewhere = {"Origin": "https://example.com"}
    async with browser.http.post("/page/say", json={}, headers=elsewhere) as answer:
        assert answer.status == 403
    async with browser.http.get("/page/state", headers={"Host": "rebound.example"}) as answer:
        assert answer.status == 403


async def test_nothing_beside_the_pages_own_files_is_served(browser):
    for name in ("nothing.js", "..%2Fpage.py", "%2Fetc%2Fpasswd"):
        async with browser.http.get(f"/page/{name}") as answer:
            assert answer.status == 404


async def test_what_is_gone_is_answered_in_a_sentence(browser):
    refused = await browser.act("press", ts="1.000001", action=CONFIRM, status=404)
    assert "There is no message" in refused["error"]
