"""The Slack app's manifest, for this installation and for what it tells about our scopes."""

from functools import cache
from io import StringIO
from pathlib import Path
from typing import Any, Literal

from ruamel.yaml import YAML

PACKAGED = Path(__file__).parent.parent / "manifest.yaml"  # in a wheel
SOURCE = Path(__file__).parent.parent.parent / "manifest.yaml"  # in the repository


def manifest(mode: Literal["socket", "http"], public_url: str | None) -> str:
    """The manifest as YAML, comments kept; in HTTP mode with this installation's addresses."""
    yaml, app = _load()
    if mode == "http":
        assert public_url, "HTTP mode needs a public address"
        _serve(app, public_url.rstrip("/") + "/slack/events")
    printed = StringIO()
    yaml.dump(app, printed)
    return printed.getvalue()


@cache
def scopes() -> tuple[str, ...]:
    """Every scope that the bot's token needs."""
    app = YAML(typ="safe").load(_path())  # a third of the time that keeping comments takes
    return tuple(str(scope) for scope in app["oauth_config"]["scopes"]["bot"])


def _serve(app: Any, url: str) -> None:
    for command in app["features"]["slash_commands"]:
        command["url"] = url
    settings = app["settings"]
    settings["event_subscriptions"].insert(0, "request_url", url)
    settings["interactivity"]["request_url"] = url
    settings["socket_mode_enabled"] = False


def _load() -> tuple[YAML, Any]:
    yaml = YAML()
    yaml.width = 100
    yaml.preserve_quotes = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml, yaml.load(_path())


def _path() -> Path:
    return PACKAGED if PACKAGED.exists() else SOURCE
