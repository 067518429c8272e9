"""Scriptivox' settings refuse what cannot work, and hide what is secret."""

import pytest
from pydantic import ValidationError

from bot.providers.scriptivox.settings import ScriptivoxSettings
from bot.providers.scriptivox.traits import TRAITS, their_language
from bot.sandbox.providers.scriptivox.formats import TYPES
from bot.sandbox.providers.scriptivox.order import LANGUAGES


@pytest.mark.parametrize(
    "value", ["api.scriptivox.com", "ftp://x.example", "https://u:s@x.example"]
)
def test_a_wrong_address_is_refused_by_its_name(value):
    with pytest.raises(ValidationError) as refused:
        ScriptivoxSettings.model_validate({"scriptivox_url": value})
    assert [error["loc"] for error in refused.value.errors()] == [("scriptivox_url",)]


def test_a_key_is_never_shown_and_an_address_needs_no_last_slash():
    settings = ScriptivoxSettings.model_validate(
        {"scriptivox_api_key": "sk_canary", "scriptivox_url": "https://x.example/v1/"}
    )
    assert "sk_canary" not in repr(settings)
    assert settings.scriptivox_url == "https://x.example/v1"


def test_every_setting_says_what_it_is_for():
    assert all(field.description for field in ScriptivoxSettings.model_fields.values())


def test_languages_and_formats_are_those_of_the_page():
    assert len(TRAITS.languages) == 119 + 1  # and Javanese by the code that ISO 639 has now
    assert {their_language(code) for code in TRAITS.languages} == LANGUAGES
    assert len(TRAITS.containers) == 25
    assert TRAITS.containers == TYPES.keys()
