"""The app's manifest, as Slack would have read it when the app was installed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

PACKAGED = Path(__file__).parent.parent / "manifest.yaml"  # in a wheel
CHECKED_OUT = Path(__file__).parent.parent.parent / "manifest.yaml"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the app may do (`scopes`), hears of (`events`) and offers."""

    name: str = "Threadscribe"
    scopes: frozenset[str] = frozenset()
    events: frozenset[str] = frozenset()
    commands: tuple[dict[str, Any], ...] = ()
    shortcuts: tuple[dict[str, Any], ...] = ()
    home: bool = False
    display: Mapping[str, Any] = field(default_factory=dict)


def read_manifest(path: Path | None = None) -> Manifest:
    """Read the manifest that lies beside the package, or this one."""
    found = path or (PACKAGED if PACKAGED.exists() else CHECKED_OUT)
    return _parsed(found.read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _parsed(text: str) -> Manifest:
    raw = YAML(typ="safe").load(text)
    features = raw.get("features", {})
    scopes = raw.get("oauth_config", {}).get("scopes", {})
    events = raw.get("settings", {}).get("event_subscriptions", {}).get("bot_events", ())
    return Manifest(
        name=features.get("bot_user", {}).get("display_name", "Threadscribe"),
        scopes=frozenset((*scopes.get("bot", ()), *scopes.get("bot_optional", ()))),
        events=frozenset(events),
        commands=tuple(features.get("slash_commands", ())),
        shortcuts=tuple(features.get("shortcuts", ())),
        home=bool(features.get("app_home", {}).get("home_tab_enabled")),
        display=raw.get("display_information", {}),
    )
