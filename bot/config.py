"""Settings: from the environment, then a `.env` file, read once by the command line.

Each part owns its section; this module composes them and says in one line per fault which
setting is wrong, what it is for and what to do.
"""

import difflib
import os
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.notes.settings import NotesSettings
from bot.providers import ADAPTERS, ProviderSettings, half_configured, missing

NOT_YET: Mapping[str, str] = {
    "SLACK_CLIENT_ID": "OAuth for many workspaces",
    "SLACK_CLIENT_SECRET": "OAuth for many workspaces",
    "TOKEN_ENCRYPTION_KEY": "OAuth for many workspaces",
}
OURS = ("SLACK_", "TUPLETS_", "PLAUD_", "SCRIPTIVOX_", "AITRONOS_", "LLM_")
WITHOUT = "or try `threadscribe sandbox`: no accounts, no keys"


class Mode(StrEnum):
    """How Slack reaches us."""

    SOCKET = "socket"
    HTTP = "http"


class Faults(Exception):
    """Settings that cannot be worked with: one clear line each."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("; ".join(lines))
        self.lines = lines


class Settings(ProviderSettings, NotesSettings, BaseSettings):
    """Everything that can be set."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    slack_bot_token: SecretStr | None = Field(
        default=None, description="the bot's token (`xoxb-…`), from *OAuth & Permissions*"
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="an app-level token (`xapp-…`) with `connections:write`; given: Socket Mode",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None, description="the app's signing secret, from *Basic Information*: HTTP mode"
    )
    slack_mode: Mode | None = Field(
        default=None, description="`socket` or `http`, when both could be meant"
    )
    slack_api_url: str = Field(
        default="https://slack.com/api/", description="base of Slack's Web API"
    )
    slack_operator: str = Field(
        default="",
        description="user ids, comma-separated: who is told once about what only an operator can "
        "mend; without any, the threads alone say it",
    )
    host: str | None = Field(
        default=None,
        description="what our own HTTP server listens on: `127.0.0.1` in Socket Mode, "
        "`0.0.0.0` in HTTP mode",
    )
    port: int = Field(default=3000, ge=0, le=65535, description="the port of that server")
    public_url: str | None = Field(
        default=None,
        description="where the world reaches that server: for the manifest, and for services that "
        "tell when they are done",
    )
    database_url: str = Field(
        default="sqlite:///threadscribe.db", description="where everything is remembered"
    )
    data_dir: Path = Field(default=Path("./data"), description="temporary media, while converted")
    provider: str | None = Field(
        default=None, description="the service that is used when nobody names one"
    )
    retention_days: int = Field(
        default=90,
        ge=0,
        description="how many days transcripts and notes stay in our store; 0: until forgotten",
    )
    link_allow_hosts: str = Field(
        default="",
        description="`host[:port]`, comma-separated: your own media servers that links may "
        "point to although they are private",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO", description="how much is logged"
    )
    log_format: Literal["text", "json"] = Field(default="text", description="`text` or `json`")

    @property
    def mode(self) -> Mode:
        """How Slack reaches us: an app token means Socket Mode unless something else is said."""
        return self.slack_mode or (Mode.SOCKET if self.slack_app_token else Mode.HTTP)

    @property
    def listen_on(self) -> str:
        """The address our own server binds."""
        return self.host or ("127.0.0.1" if self.mode is Mode.SOCKET else "0.0.0.0")  # noqa: S104  # Slack comes from outside

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def operators(self) -> list[str]:
        """Who is told about what only they can mend."""
        return [one.strip() for one in self.slack_operator.split(",") if one.strip()]

    @property
    def allow_hosts(self) -> frozenset[str]:
        """Private hosts that links may point to."""
        return frozenset(h.strip().lower() for h in self.link_allow_hosts.split(",") if h.strip())


def load(env_file: Path | None = Path(".env")) -> Settings:
    """Read the settings. Raises Faults with a line per fault."""
    names = _names(env_file)
    lines = _strangers(names)
    try:
        settings = Settings(_env_file=env_file)
    except ValidationError as error:
        raise Faults(lines + [_line(fault) for fault in error.errors()]) from None
    lines += _impossible(settings)
    if lines:
        raise Faults(lines)
    return settings


def warnings(env_file: Path | None = Path(".env")) -> list[str]:
    """A line for each setting that is known and has no effect in this version."""
    return [
        f"{name}: {NOT_YET[name]} is not in this version; the setting has no effect"
        for name in sorted(_names(env_file) & set(NOT_YET))
    ]


def missing_for_run(settings: Settings) -> list[str]:
    """A line for each setting without which the bot cannot serve a workspace."""
    lines = []
    if settings.slack_bot_token is None:
        lines.append(
            "SLACK_BOT_TOKEN is missing: the bot's token in your workspace (xoxb-…). Create the "
            f"app from `threadscribe manifest`, install it, copy the token; {WITHOUT}"
        )
    if settings.mode is Mode.SOCKET and settings.slack_app_token is None:
        lines.append(
            "SLACK_APP_TOKEN is missing: SLACK_MODE=socket needs an app-level token (xapp-…) "
            "with connections:write, from Basic Information"
        )
    if settings.mode is Mode.HTTP and settings.slack_signing_secret is None:
        lines.append(
            "SLACK_APP_TOKEN is missing: give an app-level token (xapp-…) for Socket Mode, or "
            f"SLACK_SIGNING_SECRET for HTTP mode; {WITHOUT}"
        )
    return lines


def environment() -> Mapping[str, str]:
    """The process's environment, for whoever starts a child with a part of it."""
    return dict(os.environ)  # noqa: TID251  # this is bot.config


def _names(env_file: Path | None) -> set[str]:
    in_file: Iterable[str] = dotenv_values(env_file) if env_file and env_file.is_file() else ()
    return {name.upper() for name in (*environment(), *in_file)}


def _strangers(names: set[str]) -> list[str]:
    known = {name.upper() for name in Settings.model_fields} | set(NOT_YET)
    lines = []
    for name in sorted(names - known):
        close = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
        if name.startswith(OURS) and close:
            lines.append(f"{name} is not a setting: did you mean {close[0]}?")
    return lines


def _line(fault: Mapping[str, object]) -> str:
    where = fault["loc"]
    name = str(where[0]).upper() if isinstance(where, tuple) and where else "settings"
    field = Settings.model_fields.get(name.lower())
    what = str(fault["msg"]).removeprefix("Value error, ")
    return f"{name}: {what} ({field.description if field else 'unknown'})"


def _impossible(settings: Settings) -> list[str]:
    lines = []
    if settings.database_url.startswith(("postgresql://", "postgres://")):
        lines.append("DATABASE_URL: PostgreSQL is not in this version; use sqlite:///file.db")
    elif not settings.database_url.startswith("sqlite:///") or settings.database.name == "":
        lines.append("DATABASE_URL: write sqlite:///file.db, or sqlite:////full/path/file.db")
    lines += [
        f"{name.upper()}: must be a web address that begins with https://"
        for name in ("slack_api_url", "public_url")
        if (url := getattr(settings, name)) and not _is_web(url)
    ]
    return (
        lines
        + _services(settings)
        + settings.notes_faults()
        + [line for name, start in _TOKENS.items() if (line := _token(settings, name, start))]
    )


def _services(settings: Settings) -> list[str]:
    chosen = settings.provider
    if chosen is not None and chosen not in ADAPTERS:
        return [f"PROVIDER: {chosen} is no service that I know; this version has {_listed()}"]
    lacking = half_configured(settings)
    if chosen is not None and (needed := missing(settings, ADAPTERS[chosen])):
        lacking[chosen] = needed
    return [
        f"{field.upper()} is missing: {Settings.model_fields[field].description}; "
        f"without it there is no PROVIDER={name}"
        for name, fields in lacking.items()
        for field in fields
    ]


def _listed() -> str:
    return ", ".join(ADAPTERS)


_TOKENS = {"slack_bot_token": "xoxb-", "slack_app_token": "xapp-"}


def _token(settings: Settings, name: str, start: str) -> str | None:
    token: SecretStr | None = getattr(settings, name)
    if token is None or token.get_secret_value().startswith(start):
        return None
    return f"{name.upper()}: a token of this kind begins with {start}: copy it again from Slack"


def _is_web(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)
