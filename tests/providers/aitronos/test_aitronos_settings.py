"""Aitronos' settings hide what is secret and say what they are for."""

import pytest
from pydantic import SecretStr, ValidationError

from bot.providers.aitronos.adapter import Aitronos
from bot.providers.aitronos.settings import AitronosSettings
from tests.http.servers import StillClock, calling_out
from tests.providers.aitronos.aitronos import KEY, TOKEN, settings


@pytest.mark.parametrize("url", ["api.aitronos.com", "ftp://x", "https://user:pw@x.example"])
def test_an_address_that_is_none_is_refused(url):
    with pytest.raises(ValidationError):
        AitronosSettings(aitronos_url=url)


def test_credentials_are_never_shown():
    chosen = settings(aitronos_access_token=SecretStr(TOKEN))
    assert KEY not in repr(chosen)
    assert TOKEN not in repr(chosen)


def test_each_setting_says_what_it_is_for_and_what_is_needed_is_one_of_them():
    fields = AitronosSettings.model_fields
    assert all(field.description for field in fields.values())
    assert all(name in fields for group in Aitronos.needs for name in group)


async def test_an_account_is_an_organization_and_a_credential():
    async with calling_out() as http:

        def account(**more):
            return Aitronos(settings(**more), http, StillClock()).account

        accounts = {
            account(),
            account(aitronos_organization_id="org_2"),
            account(aitronos_api_key=SecretStr("oak_live_2")),
        }
    assert len(accounts) == 3
    assert all(a.startswith("aitronos:") and KEY not in a for a in accounts)
