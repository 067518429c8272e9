"""The manifest: what Slack accepts, and not a scope more or less than the code uses."""

import json
import re
from pathlib import Path

import jsonschema
import pytest
from ruamel.yaml import YAML

import bot
from bot.slack import intake
from bot.slack.manifest import manifest, scopes

SOURCE = Path(bot.__file__).parent

# What each method and event needs (docs.slack.dev/reference/methods and /events).
HISTORY = {"channels:history", "groups:history", "im:history", "mpim:history"}
METHODS = {
    "apps.connections.open": set(),  # the app token's connections:write
    "auth.test": set(),
    "chat.delete": {"chat:write"},
    "chat.getPermalink": set(),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": HISTORY,
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.members": {"channels:read", "groups:read", "im:read", "mpim:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": HISTORY,
    "users.conversations": {"channels:read", "groups:read", "im:read", "mpim:read"},
    "files.completeUploadExternal": {"files:write"},
    "files.delete": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "users.info": {"users:read"},
    "views.open": set(),
    "views.update": set(),
}
EVENTS = {
    "app_mention": {"app_mentions:read"},
    "app_uninstalled": set(),
    "file_deleted": {"files:read"},
    "member_joined_channel": {"channels:read", "groups:read"},
    "message.channels": {"channels:history"},
    "message.groups": {"groups:history"},
    "message.im": {"im:history"},
    "message.mpim": {"mpim:history"},
    "tokens_revoked": set(),
}
METHOD = re.compile(
    r'"((?:apps|auth|bookmarks|canvases|chat|conversations|files|pins|reactions|slackLists|team'
    r'|users|views)\.[A-Za-z.]+)"'
)


def loaded(mode="socket", public_url=None):
    return YAML(typ="safe").load(manifest(mode, public_url))


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_slack_accepts_the_manifest(mode):
    limits = json.loads((Path(__file__).parent / "manifest_limits.json").read_text())
    jsonschema.validate(loaded(mode, "https://bot.example"), limits)


def test_it_asks_for_exactly_the_scopes_that_the_code_uses():
    code = "\n".join(path.read_text() for path in (SOURCE / "slack").glob("*.py"))
    used = set(METHOD.findall(code))
    assert used == set(METHODS)
    needed = set.union(*(METHODS[method] for method in used), *EVENTS.values(), {"commands"})
    assert set(scopes()) == needed


def test_it_subscribes_to_exactly_the_events_that_the_code_reads():
    events = loaded()["settings"]["event_subscriptions"]["bot_events"]
    assert set(events) == set(EVENTS)
    read = set(re.findall(r'case "(\w+)":', Path(intake.__file__).read_text()))
    assert {event.partition(".")[0] for event in events} <= read


def test_http_mode_has_addresses_and_socket_mode_none():
    app = loaded("http", "https://bot.example/")
    address = "https://bot.example/slack/events"
    assert app["settings"]["event_subscriptions"]["request_url"] == address
    assert app["settings"]["interactivity"]["request_url"] == address
    assert app["features"]["slash_commands"][0]["url"] == address
    assert app["settings"]["socket_mode_enabled"] is False
    assert "https://" not in manifest("socket", "https://bot.example")


@pytest.mark.parametrize("mode", ["socket", "http"])
def test_every_scope_keeps_its_reason(mode):
    printed = manifest(mode, "https://bot.example")
    for scope in scopes():
        assert re.search(rf"^ +- {scope} # \S", printed, re.MULTILINE)
