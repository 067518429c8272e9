"""What Aitronos needs to know."""

from pydantic import BaseModel, Field, SecretStr

from bot.http.base_url import WebAddress


class AitronosSettings(BaseModel):
    """Aitronos' section of the settings; it is on with a credential and the organization."""

    aitronos_api_key: SecretStr | None = Field(
        default=None,
        description="Aitronos: an API key (`oak_live_...`); goes before an access token",
    )
    aitronos_access_token: SecretStr | None = Field(
        default=None, description="Aitronos: an access token, where there is no API key"
    )
    aitronos_organization_id: str | None = Field(
        default=None, description="Aitronos: the organization that is billed (`org_...`)"
    )
    aitronos_url: WebAddress = Field(
        default="https://api.aitronos.com/v1", description="Aitronos: base address of its API"
    )
