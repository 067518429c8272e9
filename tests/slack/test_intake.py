"""What concerns us of everything that Slack tells, in the shapes in which Slack tells it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.notice import Kind
from bot.slack.intake import notice

BOT = "U0BOT"


def event(**fields):
    return {
        "token": "t",
        "team_id": "T1",
        "api_app_id": "A1",
        "type": "event_callback",
        "event_id": "Ev1",
        "event": {"channel": "C1", "user": "U1", "ts": "1700000000.000100", **fields},
    }


def message(*files, **fields):
    told = {"type": "message", "channel_type": "channel", "text": ""}
    return event(**told | ({"files": list(files)} if files else {}) | fields)


def a_file(name="weekly.m4a", mimetype="audio/mp4", **fields):
    base = {"id": "F1", "mode": "hosted", "filetype": name.rpartition(".")[2], "size": 1234}
    return base | {"name": name, "mimetype": mimetype, "file_access": "visible"} | fields


RECORDINGS = {
    "audio": a_file(duration_ms=65_000),
    "video": a_file("demo.mov", "video/quicktime"),
    "audio clip labelled as video": a_file("audio_message.mp4", "video/mp4", subtype="slack_audio"),
    "clip of a strange type": a_file("clip", "application/weird", subtype="slack_video"),
    "clip without any type": a_file("오디오 클립.m4a", "", filetype="", subtype="slack_audio"),
    "fresh upload": a_file("talk.MP3", "", filetype=""),
    "binary by type, audio by name": a_file("call.amr", "application/octet-stream"),
    "no name, but a title": a_file(None or "", "", title="standup.wav", filetype=""),
    "no name, but a file type": a_file("", "", filetype="m4a"),
    "in a drive": a_file("talk.mp3", "application/vnd.google-apps.audio", mode="external"),
    "deleted, but its name is known": a_file("talk.mp3", "", mode="tombstone"),
}

OTHERS = {
    "pdf": a_file("plan.pdf", "application/pdf"),
    "text": a_file("notes.txt", "text/plain", mode="snippet"),
    "typescript": a_file("index.ts", "text/plain", filetype="typescript"),
    "canvas": a_file("Canvas", "application/vnd.slack-docs", filetype="quip"),
    "playlist": a_file("radio.m3u8", "audio/x-mpegurl"),
    "midi": a_file("song.mid", "audio/midi"),
    "fresh upload of something else": a_file("plan.pdf", "", filetype=""),
    "picture": a_file("a.png", "image/png"),
    "deleted document": a_file("plan.pdf", "", mode="tombstone"),
    "bare id": {"id": "F1"},
    "no id": {"name": "a.mp3", "mimetype": "audio/mpeg"},
}


@pytest.mark.parametrize("file", RECORDINGS.values(), ids=RECORDINGS)
@pytest.mark.parametrize("subtype", ["file_share", None, "thread_broadcast"])
def test_recordings_are_taken_in_every_disguise(file, subtype):
    told = notice(message(file, subtype=subtype), BOT)
    assert told is not None
    assert told.kind is Kind.SHARED
    assert told.files[0].sure


@pytest.mark.parametrize("file", OTHERS.values(), ids=OTHERS)
def test_other_files_are_ignored_in_silence(file):
    assert notice(message(file, subtype="file_share", text="look"), BOT) is None


@pytest.mark.parametrize(
    "withheld",
    [
        {"mode": "file_access", "file_access": "check_file_info", "created": 0, "user": ""},
        {"mode": "file_access", "file_access": "access_denied"},
        {"mode": "tombstone"},
        {"mode": "hidden_by_limit"},
    ],
)
def test_a_file_of_which_slack_tells_nothing_is_looked_up_later(withheld):
    told = notice(message({"id": "F9"} | withheld), BOT)
    assert [(file.id, file.sure) for file in told.files] == [("F9", False)]


def test_a_file_without_type_or_extension_is_looked_up_later():
    told = notice(message(a_file("recording", "", filetype="")), BOT)
    assert not told.files[0].sure


def test_who_mentions_us_beside_a_bare_id_gets_an_answer():
    told = notice(event(type="app_mention", files=[{"id": "F1"}], text=f"<@{BOT}> this"), BOT)
    assert [file.id for file in told.files] == ["F1"]


def test_several_files_of_which_some_are_recordings():
    files = [a_file(id="F1"), OTHERS["pdf"] | {"id": "F2"}, a_file("b.mp3", id="F3")]
    assert [file.id for file in notice(message(*files), BOT).files] == ["F1", "F3"]


def test_forwarded_files_are_found_in_attachments():
    shared = {"attachments": [{"is_share": True, "files": [a_file(id="F7", duration_ms=2500)]}]}
    told = notice(message(**shared), BOT)
    assert (told.files[0].id, told.files[0].seconds) == ("F7", 2.5)


def test_a_file_in_a_thread_keeps_its_thread():
    told = notice(message(a_file(), thread_ts="1699.1"), BOT)
    assert (told.thread_ts, told.words) == ("1699.1", "")


def test_other_peoples_words_are_not_kept():
    assert notice(message(text="secret plans"), BOT) is None
    assert notice(message(a_file(), text="secret plans"), BOT).words == ""


def test_the_same_post_heard_twice_has_one_key():
    text = f"<@{BOT}> --language de"
    heard = [
        notice(message(a_file(), text=text), BOT),
        notice(event(type="app_mention", text=text, files=[{"id": "F1"}]), BOT),
    ]
    assert len({told.key for told in heard}) == 1
    assert {told.kind for told in heard} == {Kind.SHARED}
    assert {told.words for told in heard} == {"--language de"}
    words = [notice(message(text=text), BOT), notice(event(type="app_mention", text=text), BOT)]
    assert words[0] == words[1]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"<@{BOT}> status", "status"),
        (f"<@{BOT}|threadscribe> status all", "status all"),
        (f"hey <@{BOT}>, cancel <@{BOT}>", "hey  , cancel"),
        (f"<@{BOT}>", ""),
        (
            f"<@{BOT}> <https://x.example/a.mp3?b=1&amp;c=2>",
            "<https://x.example/a.mp3?b=1&amp;c=2>",
        ),
    ],
)
def test_a_mention_is_taken_out_of_the_words(text, words):
    told = notice(message(text=text), BOT)
    assert (told.kind, told.words) == (Kind.MENTION, words)


def test_another_bot_with_a_longer_id_is_not_us():
    assert notice(message(text=f"<@{BOT}2> status"), BOT) is None


def test_in_a_direct_message_every_word_is_for_us():
    told = notice(message(text="help", channel="D1", channel_type="im"), BOT)
    assert (told.kind, told.words) == (Kind.MENTION, "help")


@pytest.mark.parametrize(
    "fields", [{"user": BOT}, {"bot_id": "B9"}, {"user": "USLACKBOT"}, {"subtype": "bot_message"}]
)
def test_our_own_posts_and_other_bots_are_ignored(fields):
    assert notice(message(a_file(), text=f"<@{BOT}>", **fields), BOT) is None


@pytest.mark.parametrize("subtype", ["channel_join", "message_changed", "pinned_item", "reply"])
def test_other_kinds_of_messages_are_ignored(subtype):
    assert notice(message(a_file(), subtype=subtype), BOT) is None


def deleted(gone, **fields):
    return message(subtype="message_deleted", deleted_ts="5.5", previous_message=gone, **fields)


@pytest.mark.parametrize(
    "gone",
    [
        {"user": "U1", "files": [a_file()]},
        {"user": "U1", "text": f"<@{BOT}> <https://x.example/a.mp3>"},
        {"user": BOT, "text": "#1 talk.mp3: Transcribing"},
        {},
    ],
)
def test_a_deleted_message_that_may_have_been_a_recordings_is_told(gone):
    told = notice(deleted(gone), BOT)
    assert (told.kind, told.channel, told.ts) == (Kind.MESSAGE_DELETED, "C1", "5.5")


def test_other_peoples_deletions_leave_no_trace():
    assert notice(deleted({"user": "U1", "text": "oops"}), BOT) is None


def test_a_deleted_parent_that_leaves_a_tombstone_is_told_too():
    change = message(
        subtype="message_changed",
        message={"subtype": "tombstone", "ts": "5.5", "user": "USLACKBOT"},
        previous_message={"user": "U1", "ts": "5.5", "files": [a_file()]},
    )
    told = notice(change, BOT)
    assert (told.kind, told.ts) == (Kind.MESSAGE_DELETED, "5.5")


def test_a_deleted_file_is_told():
    told = notice(event(type="file_deleted", file_id="F5", event_ts="9.9"), BOT)
    assert (told.kind, told.files[0].id) == (Kind.FILE_DELETED, "F5")


def test_only_our_own_invitation_is_told_and_to_whom_to_say_hello():
    joined = {"type": "member_joined_channel", "inviter": "U1", "event_ts": "7.7"}
    told = notice(event(**joined | {"user": BOT}), BOT)
    assert (told.kind, told.user, told.channel) == (Kind.INVITED, "U1", "C1")
    assert notice(event(**joined | {"user": "U2"}), BOT) is None
    assert notice(event(type="member_joined_channel", user=BOT), BOT) is None


def test_the_workspace_is_ours_even_when_the_message_is_anothers():
    body = message(a_file()) | {"context_team_id": "T2"}
    assert notice(body, BOT).team == "T2"


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=5), inside),
    max_leaves=8,
)
KEYS = (
    *("type", "subtype", "channel", "user", "ts", "text", "files", "attachments", "message"),
    *("previous_message", "deleted_ts", "file_id", "inviter", "thread_ts", "bot_id"),
)
TYPES = ("message", "app_mention", "file_deleted", "member_joined_channel")


@given(st.sampled_from(TYPES), st.dictionaries(st.sampled_from(KEYS), JSON), JSON)
def test_no_shape_of_event_breaks_it(kind, fields, file):
    for body in (event(**fields | {"type": kind}), message(file), {"event": fields}, {}):
        told = notice(body, BOT)
        assert told is None or told.key
