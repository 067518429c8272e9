"""Plaud's settings refuse what cannot work, hide what is secret, and know the regions."""

import pytest
from pydantic import SecretStr, ValidationError

from bot.providers.plaud.settings import PlaudSettings
from tests.providers.plaud.plaud import plaud_at, settings


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("plaud_region", "uk"),
        ("plaud_region", ""),
        ("plaud_url", "platform-us.plaud.ai"),
        ("plaud_url", "https://user:secret@platform-us.plaud.ai"),
    ],
)
def test_a_wrong_setting_is_refused_by_its_name(name, value):
    with pytest.raises(ValidationError) as refused:
        PlaudSettings.model_validate({name: value})
    assert [error["loc"] for error in refused.value.errors()] == [(name,)]


@pytest.mark.parametrize(
    ("region", "soon"), [("us", False), ("jp", False), ("eu", True), ("sg", True)]
)
def test_every_region_has_its_own_host_and_some_are_only_announced(region, soon):
    chosen = PlaudSettings(plaud_region=region)
    assert chosen.plaud_base == f"https://platform-{region}.plaud.ai/developer/api"
    assert bool(chosen.plaud_doubts) is soon


def test_an_address_of_its_own_overrides_the_region():
    chosen = PlaudSettings.model_validate({"plaud_url": "https://plaud.example/api/"})
    assert chosen.plaud_base == "https://plaud.example/api"


def test_without_settings_it_is_the_american_region():
    assert PlaudSettings().plaud_base.startswith("https://platform-us.")


def test_keys_are_never_shown():
    assert "canary" not in repr(settings())


def test_every_setting_says_what_it_is_for():
    assert all(field.description for field in PlaudSettings.model_fields.values())


async def test_an_account_stays_the_same_when_its_keys_are_replaced():
    async with plaud_at(None) as one, plaud_at(None, plaud_api_key=SecretStr("other")) as two:
        assert one.account == two.account
    async with plaud_at(None, plaud_client_id="client_2") as three:
        assert three.account != one.account
