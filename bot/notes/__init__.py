"""What is written about a recording: notes and answers, each with the line it stands in."""

import hashlib

from bot.domain.notetaking import Answerer, Notebook, Notetaker
from bot.domain.ports import Clock
from bot.http import Http
from bot.http.api import Api
from bot.notes.model.answering import ModelAnswerer
from bot.notes.model.asked import Endpoint
from bot.notes.model.budget import Budget, Prices
from bot.notes.model.client import Model
from bot.notes.model.completions import Completions
from bot.notes.model.messages import Messages
from bot.notes.model.notetaker import ModelNotetaker
from bot.notes.model.proof import Proof, prove
from bot.notes.settings import LlmApi, NotesSettings

__all__ = ["Proof", "build_answerer", "build_model", "build_notetakers", "prove_model"]

_ENDPOINTS: dict[LlmApi, Endpoint] = {
    LlmApi.OPENAI: Completions(),
    LlmApi.ANTHROPIC: Messages(),
}


def build_notetakers(
    settings: NotesSettings, http: Http, clock: Clock, notebook: Notebook
) -> list[Notetaker]:
    """Those that are configured, the first that works is believed."""
    model = build_model(settings, http, notebook)
    return [ModelNotetaker(model, notebook, clock)] if model else []


def build_answerer(settings: NotesSettings, http: Http, notebook: Notebook) -> Answerer | None:
    """Who answers questions; None where no language model is configured."""
    model = build_model(settings, http, notebook)
    return ModelAnswerer(model) if model else None


def build_model(settings: NotesSettings, http: Http, notebook: Notebook) -> Model | None:
    """The language model, where one is configured."""
    api = _api(settings, http)
    if api is None or settings.llm_model is None:
        return None
    where = f"{settings.llm_api} {settings.llm_url} {settings.llm_model}"
    return Model(
        settings.llm_model,
        _ENDPOINTS[settings.llm_api],
        api,
        notebook,
        Budget(notebook, Prices.of(settings)),
        hashlib.sha256(where.encode()).hexdigest()[:16],
    )


async def prove_model(settings: NotesSettings, http: Http) -> Proof | None:
    """What can be proven of the language model free of charge; None where none is configured.

    Raises Transient, NeedsOperator.
    """
    api = _api(settings, http)
    return None if api is None else await prove(api, settings.llm_model or "")


def _api(settings: NotesSettings, http: Http) -> Api | None:
    if settings.llm_url is None:
        return None
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    return http.api("llm", settings.llm_url, _ENDPOINTS[settings.llm_api].headers(key))
