"""What people type: commands, mentions, links, forms."""

from tests.house import ABROAD, House, recording

NO_SPEAKERS = {"choices": {"choices": {"type": "checkboxes", "selected_options": []}}}
FRENCH = {"language": {"language": {"type": "static_select", "selected_option": {"value": "fr"}}}}


async def test_status_shows_what_runs_and_offers_to_cancel_it(house: House):
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.until(lambda: house.part(message, "status"))
    answer = await house.scribe("status")

    assert "#1" in answer.text
    assert any(block.get("accessory", {}).get("action_id") == "cancel" for block in answer.blocks)


async def test_status_all_shows_my_own_everywhere_and_nobody_elses(socket_house: House):
    house = socket_house
    await house.delivered(await house.share(by="ben", channel="product"))
    await house.delivered(await house.share(recording(ABROAD), by="chloe", channel="general"))

    mine = await house.scribe("status all", by="ben", channel="general")
    assert "#1" in mine.text
    assert "#2" not in mine.text


async def test_help_names_what_there_is_and_nothing_else(socket_house: House):
    answer = await socket_house.scribe("help")

    assert "/scribe status" in answer.text
    assert "/scribe search" in answer.text
    assert "todo" not in answer.text


async def test_an_unknown_option_starts_nothing(socket_house: House):
    house = socket_house
    link = house.sandbox.publish("a.m4a", recording().data, "audio/mp4")
    answer = await house.scribe(f"{link} --lenguage de")
    message = await house.share(text="@Threadscribe --lenguage de")
    await house.until(lambda: house.sandbox.slack.ephemeral("ben"))

    assert "--lenguage" in answer.text
    assert house.parts(message) == []
    assert house.paid == 0


async def test_a_word_of_a_later_version_says_so(socket_house: House):
    answer = await socket_house.scribe("todo")

    assert "not in this version" in answer.text


async def test_options_beside_a_file_reach_the_service(socket_house: House):
    house = socket_house
    message = await house.share(
        recording(ABROAD), text='@Threadscribe --language de --no-speakers --title "Abroad"'
    )
    await house.delivered(message)

    (asked,) = house.calls("POST /jobs", "tuplets")
    assert asked.args["language"] == "de"
    assert asked.args.get("diarization", "false") == "false"
    assert "Abroad" in house.part(message, "result").text


async def test_a_link_by_command_gets_a_thread_of_its_own(house: House):
    link = house.sandbox.publish("a.m4a", recording().data, "audio/mp4")
    answer = await house.scribe(link)
    channel = house.sandbox.slack.workspace.channel("product")

    def parent():
        return next(
            (m for m in house.sandbox.slack.workspace.visible(channel.id) if m.by_app), None
        )

    message = await house.until(parent)
    await house.until(lambda: "transcript" in house.parts(message))
    await house.until(lambda: "Done" in parent().text)

    assert "#1" in answer.text
    assert house.paid == 1


async def test_a_link_by_mention_is_answered_in_its_thread(socket_house: House):
    house = socket_house
    link = house.sandbox.publish("a.m4a", recording().data, "audio/mp4")
    message = await house.sandbox.slack.say("ben", "product", f"@Threadscribe {link}")

    await house.delivered(message)


async def test_a_private_link_is_refused_before_anything_is_called(socket_house: House):
    house = socket_house
    for link in ("http://127.0.0.1:9/a.mp3", "http://169.254.169.254/a", "http://2130706433/a"):
        answer = await house.scribe(link)
        assert "private" in answer.text.lower() or "reach" in answer.text.lower()

    assert house.calls("chat.postMessage") == []


async def test_where_the_bot_is_not_it_says_how_to_invite_it(socket_house: House):
    house = socket_house
    link = house.sandbox.publish("a.m4a", recording().data, "audio/mp4")
    answer = await house.scribe(link, channel="random")

    assert "/invite @Threadscribe" in answer.text
    assert house.paid == 0


async def test_words_in_a_thread_do_the_same(socket_house: House):
    house = socket_house
    house.sandbox.tuplets.hold()
    message = await house.share()
    await house.until(lambda: house.part(message, "status"))
    await house.sandbox.slack.say("ben", "product", "@Threadscribe cancel", message.ts)
    await house.says(message, "cancelled")

    (answer,) = house.sandbox.slack.ephemeral("ben")
    assert answer.thread_ts == message.ts


async def test_a_mention_in_the_thread_of_a_file_is_one_job(socket_house: House):
    """Slack tells of one message twice: as a message and as a mention."""
    house = socket_house
    message = await house.share(text="@Threadscribe please")
    await house.delivered(message)

    assert house.paid == 1
    assert house.parts(message) == ["status", "result", "transcript"]


async def test_a_recording_in_a_direct_message_is_heard(socket_house: House):
    house = socket_house
    direct = house.sandbox.slack.workspace.direct("ben")
    message = await house.share(channel=direct.id)

    await house.delivered(message)


async def test_whoever_invites_the_bot_gets_a_hello_that_only_they_see(socket_house: House):
    house = socket_house
    await house.sandbox.slack.invite("random", "chloe")
    (hello,) = await house.until(lambda: house.sandbox.slack.ephemeral("chloe"))

    assert "Share a recording" in hello.text


async def test_the_shortcut_transcribes_a_message_with_chosen_options(socket_house: House):
    house = socket_house
    message = await house.share(channel="random")
    await house.sandbox.slack.invite("random", "ada")
    slack = house.sandbox.slack
    await slack.message_shortcut("chloe", "random", message.ts, "transcribe_message")
    view = await house.until(lambda: _form(slack.view_of("chloe")))
    await slack.submit_view("chloe", view["id"], {})

    await house.delivered(message)


async def test_what_a_channel_has_arranged_holds_for_what_is_shared_there(house: House):
    slack = house.sandbox.slack
    await house.scribe("settings", by="ben", channel="product")
    view = await house.until(lambda: _form(slack.view_of("ben")))
    await slack.submit_view("ben", view["id"], NO_SPEAKERS)
    told = await house.until(lambda: "Saved" in str(slack.view_of("ben")))
    assert told
    message = await house.share()
    await house.delivered(message)
    assert "Speaker" not in house.transcript(message)

    await house.scribe("settings", by="chloe", channel="product")
    view = await house.until(lambda: _form(slack.view_of("chloe")))
    assert "initial_options" not in str(view)
    elsewhere = await house.share(recording(ABROAD), by="chloe", channel="general")
    await house.delivered(elsewhere)
    assert "Speaker" in house.transcript(elsewhere)


async def test_what_somebody_asks_for_goes_before_what_the_channel_arranged(socket_house: House):
    house, slack = socket_house, socket_house.sandbox.slack
    await house.scribe("settings")
    view = await house.until(lambda: _form(slack.view_of("ben")))
    await slack.submit_view("ben", view["id"], NO_SPEAKERS | FRENCH)
    message = await house.share(text="@Threadscribe --speakers 2 --language auto")
    await house.delivered(message)

    assert "Speaker" in house.transcript(message)
    assert [job.order.language for job in house.sandbox.tuplets.jobs] == ["auto"]
    assert "cannot be told how many speakers" in str(house.part(message, "result").blocks)


async def test_who_mentions_settings_is_told_where_they_are(socket_house: House):
    house = socket_house
    await house.sandbox.slack.say("ben", "product", "@Threadscribe settings")
    said = await house.until(lambda: house.sandbox.slack.ephemeral("ben"))

    assert "/scribe settings" in said[-1].text


def _form(view):
    return view if view and view.get("submit") else None
