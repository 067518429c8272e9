"""The transcription services, one folder each; `app` asks for those that are configured.

Another service is a folder and two lines here: its settings, and its place among the others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.ports import Clock, Cutter, Provider
from bot.http import Http
from bot.providers.aitronos.adapter import Aitronos
from bot.providers.aitronos.settings import AitronosSettings
from bot.providers.local.adapter import Local
from bot.providers.local.settings import LocalSettings
from bot.providers.openai.adapter import Speech
from bot.providers.openai.settings import SpeechSettings
from bot.providers.plaud.adapter import Plaud
from bot.providers.plaud.settings import PlaudSettings
from bot.providers.scriptivox.adapter import Scriptivox
from bot.providers.scriptivox.settings import ScriptivoxSettings
from bot.providers.tuplets.adapter import Tuplets
from bot.providers.tuplets.settings import TupletsSettings


class ProviderSettings(
    TupletsSettings,
    PlaudSettings,
    ScriptivoxSettings,
    AitronosSettings,
    SpeechSettings,
    LocalSettings,
):
    """Every service's section of the settings, and what several of them need of the others."""

    public_url: str | None = None
    data_dir: Path = Path("./data")


@dataclass(frozen=True, slots=True)
class Adapter:
    """What a service's folder offers: how to build it, and the settings without which it is off.

    Of each group of settings one is needed. `doubts`: lines about settings that may not work.
    `keeps`: what of DATA_DIR is not temporary.
    """

    build: Callable[[ProviderSettings, Http, Clock, Cutter], Provider]
    needs: tuple[tuple[str, ...], ...]
    doubts: Callable[[ProviderSettings], Sequence[str]] = lambda _: ()
    keeps: str | None = None


# In the order in which they are preferred.
ADAPTERS: Mapping[str, Adapter] = {
    Tuplets.name: Adapter(
        lambda known, http, clock, _: Tuplets(known, http, clock),
        Tuplets.needs,
    ),
    Plaud.name: Adapter(
        lambda known, http, clock, _: Plaud(known, http, clock),
        Plaud.needs,
        lambda known: known.plaud_doubts,
    ),
    Scriptivox.name: Adapter(
        lambda known, http, clock, _: Scriptivox(known, http, clock, known.public_url),
        Scriptivox.needs,
    ),
    Aitronos.name: Adapter(
        lambda known, http, clock, _: Aitronos(known, http, clock, known.public_url),
        Aitronos.needs,
    ),
    Speech.name: Adapter(
        lambda known, http, clock, cutter: Speech(
            known, http, clock, known.data_dir / "speech", cutter
        ),
        Speech.needs,
    ),
    Local.name: Adapter(
        lambda known, _http, clock, _cutter: Local(known, clock, known.data_dir / "local"),
        Local.needs,
        keeps="local/models",
    ),
}


def build_providers(
    settings: ProviderSettings, http: Http, clock: Clock, cutter: Cutter
) -> dict[str, Provider]:
    """The configured services by name, in the order in which they are preferred."""
    return {
        name: adapter.build(settings, http, clock, cutter)
        for name, adapter in ADAPTERS.items()
        if not missing(settings, adapter)
    }


def ways() -> str:
    """The settings of which one is needed, for whoever has none."""
    return ", ".join(adapter.needs[0][0].upper() for adapter in ADAPTERS.values())


def doubts(settings: ProviderSettings) -> list[str]:
    """A line for each setting of a service that may not work."""
    return [line for adapter in ADAPTERS.values() for line in adapter.doubts(settings)]


def missing(settings: ProviderSettings, adapter: Adapter) -> list[str]:
    """Which settings a service still needs; of each group the first."""
    return [
        group[0]
        for group in adapter.needs
        if not any(getattr(settings, name) is not None for name in group)
    ]


def half_configured(settings: ProviderSettings) -> dict[str, list[str]]:
    """Services of which only a part is set, with what is missing."""
    found = {name: missing(settings, adapter) for name, adapter in ADAPTERS.items()}
    return {
        name: lacking
        for name, lacking in found.items()
        if 0 < len(lacking) < len(ADAPTERS[name].needs)
    }
