"""What is written about a recording: notes and answers, each with the line it stands in."""

import hashlib

from bot.domain.notetaking import Answerer, Notebook, Notetaker
from bot.domain.ports import Clock
from bot.http import Http
from bot.notes.model.answering import ModelAnswerer
from bot.notes.model.asked import Endpoint
from bot.notes.model.budget import Budget, Prices
from bot.notes.model.client import Model
from bot.notes.model.completions import Completions
from bot.notes.model.messages import Messages
from bot.notes.model.notetaker import ModelNotetaker
from bot.notes.settings import LlmApi, NotesSettings

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
    if settings.llm_url is None or settings.llm_model is None:
        return None
    endpoint = _ENDPOINTS[settings.llm_api]
    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else ""
    where = f"{settings.llm_api} {settings.llm_url} {settings.llm_model}"
    return Model(
        settings.llm_model,
        endpoint,
        http.api("llm", settings.llm_url, endpoint.headers(key)),
        notebook,
        Budget(notebook, Prices.of(settings)),
        hashlib.sha256(where.encode()).hexdigest()[:16],
    )
