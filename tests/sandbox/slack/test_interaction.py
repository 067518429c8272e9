"""Commands, buttons, shortcuts and modals, answered by a Bolt app."""

import pytest

from bot.sandbox.slack.workspace import NoSuch
from tests.sandbox.slack.apps import bolt, client, connected, listening, refusal


def plain(text):
    return {"type": "plain_text", "text": text}


def actions(action_id="go"):
    button = {"type": "button", "action_id": action_id, "text": plain("Go"), "value": "v1"}
    return [{"type": "actions", "block_id": "row", "elements": [button]}]


def modal(title="Ask", **more):
    element = {"type": "plain_text_input", "action_id": "name", "initial_value": "Ada"}
    box = {"type": "input", "block_id": "who", "label": plain("Who"), "element": element}
    tick = {"text": plain("Yes"), "value": "yes"}
    choice = {"type": "checkboxes", "action_id": "sure", "options": [tick]}
    row = {"type": "input", "block_id": "how", "label": plain("How"), "element": choice}
    view = {"type": "modal", "title": plain(title), "submit": plain("Go"), "blocks": [box, row]}
    return view | {"callback_id": "ask"} | more


@pytest.mark.parametrize("way", ["socket", "http"])
async def test_a_command_is_answered_to_its_person_alone(sandbox, way):
    app = bolt(sandbox)

    @app.command("/test")
    async def on_command(ack, command):
        await ack(text=f"you said {command['text']}")

    way_in = (
        connected(sandbox, app)
        if way == "socket"
        else listening(sandbox, app.web_app("/slack/events"))
    )
    async with way_in:
        answer = await sandbox.slack.command(
            "ben", "product", "/test", "status <@all> & https://a.b"
        )

    assert answer.text == "you said status <@all> & https://a.b"
    assert [m.text for m in sandbox.slack.ephemeral("ben")] == [answer.text]
    assert sandbox.slack.ephemeral("ada") == []
    assert sandbox.slack.messages("product") == []


async def test_an_escaped_command_gets_people_as_ids(sandbox):
    app, heard = bolt(sandbox), []

    @app.command("/escaped")
    async def on_command(ack, command):
        heard.append(command["text"])
        await ack()

    async with connected(sandbox, app):
        await sandbox.slack.command("ben", "product", "/escaped", "ask @chloe")
        with pytest.raises(NoSuch):
            await sandbox.slack.command("ben", "product", "/unknown")

    assert heard == [f"ask <@{sandbox.slack.person('chloe').id}>"]


async def test_silence_is_told_to_who_waits(sandbox):
    away = await sandbox.slack.command("ben", "product", "/test")
    assert away.error == "dispatch_failed"

    app = bolt(sandbox)

    @app.command("/test")
    async def on_command():
        sandbox.clock.move(3)

    async with connected(sandbox, app):
        late = await sandbox.slack.command("ben", "product", "/test")
    assert late.error == "operation_timeout"


async def test_an_answer_that_slack_refuses_is_not_shown(sandbox):
    app = bolt(sandbox)

    @app.command("/test")
    async def on_command(ack):
        await ack(text="x", blocks=[{"type": "section"}])

    async with connected(sandbox, app):
        answer = await sandbox.slack.command("ben", "product", "/test")

    assert answer.error == "invalid_blocks"
    assert sandbox.slack.ephemeral("ben") == []


async def test_a_response_url_takes_five_posts_in_half_an_hour(sandbox):
    app, kept = bolt(sandbox), []

    @app.command("/test")
    async def on_command(ack, respond):
        await ack()
        kept.append(respond)

    async with connected(sandbox, app):
        await sandbox.slack.command("ben", "random", "/test")  # the app is not in there
        await sandbox.slack.command("ben", "random", "/test")
    used, old = kept
    await used(text="for all", response_type="in_channel")
    answers = [await used(text=str(number)) for number in range(5)]
    sandbox.clock.move(1801)

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 404]
    assert (await old(text="too late")).body.count("expired_url") == 1
    assert [m.text for m in sandbox.slack.messages("random")] == ["for all"]
    assert len(sandbox.slack.ephemeral("ben")) == 4


async def test_a_pressed_button_tells_its_message_and_its_value(sandbox):
    app, heard = bolt(sandbox), []

    @app.action("go")
    async def on_press(ack, body, respond):
        heard.append(body)
        await ack()
        await respond(text="done", replace_original=True)

    product = sandbox.slack.channel("product").id
    said = await client(sandbox).chat_postMessage(channel=product, text="x", blocks=actions())
    async with connected(sandbox, app):
        await sandbox.slack.press("ben", "product", said["ts"], "go")
        with pytest.raises(NoSuch):
            await sandbox.slack.press("ben", "product", said["ts"], "gone")

    assert heard[0]["actions"][0]["value"] == "v1"
    assert heard[0]["container"]["message_ts"] == said["ts"]
    assert [m.text for m in sandbox.slack.messages("product")] == ["done"]


async def test_an_ephemeral_message_is_pressed_by_its_person_and_can_vanish(sandbox):
    app, heard = bolt(sandbox), []

    @app.action("go")
    async def on_press(ack, body, respond):
        heard.append(body)
        await ack()
        await respond(delete_original=True)

    ben = sandbox.slack.person("ben").id
    await client(sandbox).chat_postEphemeral(
        channel=sandbox.slack.channel("product").id, user=ben, text="x", blocks=actions()
    )
    whisper = sandbox.slack.ephemeral("ben")[0]
    async with connected(sandbox, app):
        with pytest.raises(NoSuch):
            await sandbox.slack.press("ada", "product", whisper.ts, "go")
        await sandbox.slack.press("ben", "product", whisper.ts, "go")

    assert heard[0]["container"]["is_ephemeral"]
    assert "message" not in heard[0]
    assert sandbox.slack.ephemeral("ben") == []


async def test_a_shortcut_opens_a_modal_that_is_corrected_and_sent(sandbox):
    app, sent = bolt(sandbox), []

    @app.shortcut("look")
    async def on_shortcut(ack, shortcut, client):
        await ack()
        asked = modal(private_metadata=shortcut["message"]["ts"])
        await client.views_open(trigger_id=shortcut["trigger_id"], view=asked)

    @app.view("ask")
    async def on_sent(ack, view):
        sent.append(view)
        name = view["state"]["values"]["who"]["name"]["value"]
        faults = {"who": "Not Ada."}
        await (ack(response_action="errors", errors=faults) if name == "Ada" else ack())

    message = await sandbox.slack.say("ada", "random", "listen")
    async with connected(sandbox, app):
        await sandbox.slack.message_shortcut("ben", "random", message.ts, "look")
        view = sandbox.slack.view_of("ben")
        assert view["private_metadata"] == message.ts
        assert sandbox.slack.view_of("ada") is None

        wrong = await sandbox.slack.submit_view("ben", view["id"])
        assert wrong.ack["errors"] == {"who": "Not Ada."}
        typed = {"who": {"name": {"type": "plain_text_input", "value": "Ben"}}}
        await sandbox.slack.submit_view("ben", view["id"], typed)

    assert sandbox.slack.view_of("ben") is None
    values = sent[1]["state"]["values"]
    assert values["how"]["sure"] == {"type": "checkboxes", "selected_options": []}


async def test_modals_stack_three_high_and_change_under_their_hash(sandbox):
    app, triggers = bolt(sandbox), []

    @app.shortcut("new")
    async def on_shortcut(ack, shortcut):
        triggers.append(shortcut["trigger_id"])
        await ack()

    slack = client(sandbox)
    async with connected(sandbox, app):
        for _ in range(4):
            await sandbox.slack.global_shortcut("ben", "new")
    first = await slack.views_open(trigger_id=triggers[0], view=modal("One"))
    for trigger in triggers[1:3]:
        await slack.views_push(trigger_id=trigger, view=modal("More"))
    full = await refusal(slack.views_push(trigger_id=triggers[3], view=modal("Four")))
    assert full["error"] == "push_limit_reached"

    known = {"view_id": first["view"]["id"], "hash": first["view"]["hash"]}
    await slack.views_update(view=modal("New"), **known)
    late = await refusal(slack.views_update(view=modal("Newer"), **known))
    assert late["error"] == "hash_conflict"
    assert [v["title"]["text"] for v in sandbox.slack.views_of("ben")] == ["New", "More", "More"]


async def test_a_trigger_lives_three_seconds_and_opens_one_modal(sandbox):
    app, triggers = bolt(sandbox), []

    @app.shortcut("new")
    async def on_shortcut(ack, shortcut):
        triggers.append(shortcut["trigger_id"])
        await ack()

    slack = client(sandbox)
    async with connected(sandbox, app):
        for _ in range(2):
            await sandbox.slack.global_shortcut("ben", "new")
    await slack.views_open(trigger_id=triggers[0], view=modal())
    sandbox.clock.move(3)

    for trigger, error in (
        (triggers[0], "exchanged_trigger_id"),
        (triggers[1], "expired_trigger_id"),
        ("1.2.3", "invalid_trigger_id"),
    ):
        answer = await refusal(slack.views_open(trigger_id=trigger, view=modal()))
        assert answer["error"] == error


async def test_the_home_is_published_when_it_is_opened(sandbox):
    app = bolt(sandbox)

    @app.event("app_home_opened")
    async def on_opened(event, client):
        words = {"type": "section", "text": plain("Welcome")}
        home = {"type": "home", "blocks": [words, *actions()]}
        await client.views_publish(user_id=event["user"], view=home)

    async with connected(sandbox, app):
        await sandbox.slack.open_home("chloe")
        await sandbox.wait_until(lambda: sandbox.slack.home_of("chloe"))

    assert sandbox.slack.home_of("chloe")["blocks"][0]["text"]["text"] == "Welcome"
    assert sandbox.slack.home_of("ada") is None


async def test_an_uninstalled_app_is_told_and_locked_out(sandbox):
    sandbox.slack.uninstall()

    assert sandbox.slack.events[-1]["type"] == "app_uninstalled"
    assert (await refusal(client(sandbox).auth_test()))["error"] == "account_inactive"
