"""The speech server's settings: what is needed, what is secret, what follows from them."""

import pytest
from pydantic import SecretStr, ValidationError

from bot.providers.openai.settings import SpeechSettings
from bot.providers.openai.traits import most_at_once, traits_of


@pytest.mark.parametrize("address", ["localhost:8000", "ftp://a", "https://u:p@a", "https://"])
def test_a_wrong_address_is_refused_by_its_name(address):
    with pytest.raises(ValidationError) as refused:
        SpeechSettings.model_validate({"speech_url": address})
    assert [error["loc"] for error in refused.value.errors()] == [("speech_url",)]


def test_a_key_is_never_shown_and_an_address_needs_no_last_slash():
    settings = SpeechSettings.model_validate(
        {"speech_api_key": "sk-canary", "speech_url": "http://localhost:8000/v1/"}
    )
    assert "sk-canary" not in repr(settings)
    assert settings.speech_url == "http://localhost:8000/v1"
    assert settings.speech_model == "whisper-1"


def test_every_setting_says_what_it_is_for():
    assert all(field.description for field in SpeechSettings.model_fields.values())


@pytest.mark.parametrize(
    ("url", "model", "label", "megabytes", "seconds"),
    [
        ("https://api.openai.com/v1", "whisper-1", "OpenAI", 25, 86400),
        ("https://api.openai.com/v1", "gpt-4o-transcribe", "OpenAI", 25, 1400),
        ("https://api.groq.com/openai/v1", "whisper-large-v3", "Groq", 25, 86400),
        ("http://speech.internal/v1", "gpt-4o-transcribe", "Speech Server", 1000, 86400),
    ],
)
def test_limits_follow_from_who_serves_which_model(url, model, label, megabytes, seconds):
    settings = SpeechSettings(speech_url=url, speech_model=model)
    traits = traits_of(settings)
    assert (traits.label, traits.model) == (label, model)
    assert most_at_once(settings) == (megabytes * 1_000_000, seconds)
    assert (traits.max_bytes, traits.max_seconds) == (1_000_000_000, 86400)


def test_only_who_has_a_key_charges():
    url = "https://a.example/v1"
    free = traits_of(SpeechSettings(speech_url=url))
    paid = traits_of(SpeechSettings(speech_url=url, speech_api_key=SecretStr("k")))
    assert (free.unit, paid.unit) == (None, "USD")
