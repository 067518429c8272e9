"""What Plaud needs to know."""

from typing import Literal

from pydantic import BaseModel, Field, SecretStr

from bot.http.base_url import WebAddress

_SOON = frozenset({"eu", "sg"})  # "Regions": their hosts are "Coming soon"


class PlaudSettings(BaseModel):
    """Plaud's section of the settings; the service is on when all three credentials are there."""

    plaud_client_id: str | None = Field(
        default=None, description="Plaud: the client id from its developer portal"
    )
    plaud_secret_key: SecretStr | None = Field(
        default=None, description="Plaud: the secret key that belongs to the client id"
    )
    plaud_api_key: SecretStr | None = Field(
        default=None,
        description="Plaud: the API key (*App Settings > API Keys*), which is not the secret key",
    )
    plaud_region: Literal["us", "jp", "eu", "sg"] = Field(
        default="us",
        description="Plaud: the region that the client id was made in, `us`, `jp`, `eu` or `sg`",
    )
    plaud_url: WebAddress | None = Field(
        default=None, description="Plaud: base address of its API, instead of the region's"
    )

    @property
    def plaud_base(self) -> str:
        """Where the API is."""
        region = f"https://platform-{self.plaud_region}.plaud.ai/developer/api"
        return self.plaud_url or region

    @property
    def plaud_doubts(self) -> list[str]:
        """What may not work: a line each."""
        if self.plaud_region not in _SOON:
            return []
        return [f"PLAUD_REGION: Plaud says of {self.plaud_region} that it is coming soon"]
