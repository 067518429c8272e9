"""Tuplets' settings refuse what cannot work, and hide what is secret."""

import pytest
from pydantic import ValidationError

from bot.providers.tuplets.settings import TupletsSettings
from bot.providers.tuplets.traits import PREMIUM, STANDARD


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("tuplets_url", "api.tuplets.ai"),
        ("tuplets_url", "ftp://api.tuplets.ai"),
        ("tuplets_url", "https://"),
        ("tuplets_url", "https://user:secret@api.tuplets.ai"),
        ("tuplets_model", "best"),
        ("tuplets_profile", "off"),
        ("tuplets_domain", "gardening"),
        ("tuplets_schema", "absent.json"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(name, value):
    with pytest.raises(ValidationError) as refused:
        TupletsSettings.model_validate({name: value})
    assert [error["loc"] for error in refused.value.errors()] == [(name,)]


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"fields": {}}', "\xff"])
def test_a_schema_file_without_fields_is_refused(tmp_path, content):
    file = tmp_path / "schema.json"
    file.write_bytes(content.encode("latin-1"))
    with pytest.raises(ValidationError):
        TupletsSettings(tuplets_schema=file)


def test_a_key_is_never_shown_and_an_address_needs_no_last_slash():
    settings = TupletsSettings.model_validate(
        {"tuplets_api_key": "tb_canary", "tuplets_url": "https://api.tuplets.ai/"}
    )
    assert "tb_canary" not in repr(settings)
    assert settings.tuplets_url == "https://api.tuplets.ai"


def test_every_setting_says_what_it_is_for():
    assert all(field.description for field in TupletsSettings.model_fields.values())


def test_the_languages_are_those_of_the_page():
    assert len(STANDARD.languages) == 96 + 1  # and Javanese by the code that ISO 639 has now
    assert len(PREMIUM.languages) == 30
