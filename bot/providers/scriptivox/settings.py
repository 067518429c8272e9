"""What Scriptivox needs to know."""

from pydantic import BaseModel, Field, SecretStr

from bot.http.base_url import WebAddress


class ScriptivoxSettings(BaseModel):
    """Scriptivox' section of the settings; the service is on when its key is there."""

    scriptivox_api_key: SecretStr | None = Field(
        default=None, description="Scriptivox: the API key (`sk_live_...`) from its dashboard"
    )
    scriptivox_url: WebAddress = Field(
        default="https://api.scriptivox.com/v1", description="Scriptivox: base address of its API"
    )
