"""The transcription services, one folder each; `app` asks for those that are configured."""

from bot.domain.ports import Clock, Provider
from bot.http import Http
from bot.providers.tuplets.adapter import Tuplets
from bot.providers.tuplets.settings import TupletsSettings


class ProviderSettings(TupletsSettings):
    """Every service's section of the settings."""


def build_providers(settings: ProviderSettings, http: Http, clock: Clock) -> dict[str, Provider]:
    """The configured services by name, in the order in which they are preferred."""
    providers: dict[str, Provider] = {}
    if settings.tuplets_api_key is not None:
        providers[Tuplets.name] = Tuplets(settings, settings.tuplets_api_key, http, clock)
    return providers
