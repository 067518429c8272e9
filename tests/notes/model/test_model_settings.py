"""The language model's settings: what is needed, what is secret, what can be proven."""

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot import config
from bot.checks import _notes
from bot.domain.errors import NeedsOperator, Unreachable
from bot.notes import Proof, build_answerer, build_notetakers, prove_model
from bot.notes.settings import LlmApi, NotesSettings
from tests.notes.model.models import desk

URL, MODEL = {"LLM_URL": "http://localhost/v1"}, {"LLM_MODEL": "m"}
PRICES = {"LLM_PRICE_IN": "0.15", "LLM_PRICE_OUT": "0"}


@pytest.mark.parametrize(
    ("given", "named"),
    [
        (URL, "LLM_MODEL is missing"),
        (MODEL, "LLM_URL is missing"),
        ({"LLM_API_KEY": "k"}, "LLM_URL is missing"),
        (URL | MODEL | {"LLM_MAX_USD_PER_DAY": "5"}, "LLM_PRICE_IN and LLM_PRICE_OUT are missing"),
        (
            URL | MODEL | {"LLM_MAX_USD_PER_JOB": "5", "LLM_PRICE_IN": "1"},
            "LLM_PRICE_IN and LLM_PRICE_OUT are missing",
        ),
        (URL | MODEL | PRICES | {"LLM_MAX_USD_PER_JOB": "0"}, "LLM_MAX_USD_PER_JOB: "),
        (URL | MODEL | {"LLM_PRICE_IN": "-1"}, "LLM_PRICE_IN: "),
        (URL | MODEL | {"LLM_API": "gemini"}, "LLM_API: "),
        ({"LLM_URL": "localhost:11434"}, "LLM_URL: must be a web address"),
        ({"LLM_APIKEY": "k"}, "LLM_APIKEY is not a setting: did you mean LLM_API_KEY?"),
    ],
)
def test_what_cannot_work_is_one_clear_line(monkeypatch, given, named):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(config.Faults) as faults:
        config.load(None)
    [line] = faults.value.lines
    assert line.startswith(named)


@pytest.mark.parametrize(
    "given", [{}, URL | MODEL, URL | MODEL | PRICES | {"LLM_MAX_USD_PER_JOB": "0.5"}]
)
def test_what_can_work_is_taken(monkeypatch, given):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    settings = config.load(None)
    assert settings.llm_api is LlmApi.OPENAI
    assert config.warnings(None) == []


def test_a_key_is_never_shown_and_money_is_exact():
    settings = NotesSettings.model_validate({"llm_api_key": "sk-canary", "llm_price_in": "0.15"})
    assert "sk-canary" not in repr(settings)
    assert settings.llm_price_in == Decimal("0.15")


def test_a_model_needs_a_name():
    with pytest.raises(ValidationError):
        NotesSettings(llm_model="")


async def test_without_a_model_nobody_writes_by_one(tmp_path: Path):
    async with desk(tmp_path) as d:
        none = NotesSettings()
        assert build_notetakers(none, d.http, d.clock, d.store) == []
        assert build_answerer(none, d.http, d.store) is None
        assert await prove_model(none, d.http) is None


async def test_check_says_what_can_be_proven(tmp_path):
    async with desk(tmp_path) as d:
        cases = [d.settings, d.changed(llm_model="x").settings]
        cases += [d.changed(llm_api_key="sk-wrong").settings, NotesSettings()]
        found = [[str(one) async for one in _notes(case, d.http)] for case in cases]
        d.chat.lists = False
        found.append([str(one) async for one in _notes(d.settings, d.http)])
    assert found == [
        ["ok    notes      sandbox-1 is there"],
        ["--    notes      it is there, and does not list x: check LLM_MODEL"],
        ["FAIL  notes      llm: status 401"],
        [],
        ["--    notes      sandbox-1 cannot be proven free of charge: it lists no models"],
    ]


@pytest.mark.parametrize("api", ["openai", "anthropic"])
async def test_an_endpoint_is_proven_by_its_list_of_models(tmp_path, api):
    async with desk(tmp_path, api) as d:
        assert await prove_model(d.settings, d.http) is Proof.NAMED
        other = d.changed(llm_model="another")
        assert await prove_model(other.settings, d.http) is Proof.UNNAMED
        with pytest.raises(NeedsOperator):
            await prove_model(d.changed(llm_api_key="sk-wrong").settings, d.http)
        with pytest.raises(Unreachable):
            await prove_model(d.changed(llm_url="http://127.0.0.1:9/v1").settings, d.http)
        d.chat.lists = False
        assert await prove_model(d.settings, d.http) is Proof.NO_LIST
        assert d.chat.charged == (0, 0)
