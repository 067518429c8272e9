"""What an OpenAI-compatible speech server needs to know."""

from pydantic import BaseModel, Field, SecretStr

from bot.http.base_url import WebAddress


class SpeechSettings(BaseModel):
    """The speech server's section of the settings; the service is on when its address is there."""

    speech_url: WebAddress | None = Field(
        default=None,
        description="OpenAI-compatible speech server: base address, as in "
        "`https://api.openai.com/v1` or `http://localhost:8000/v1`",
    )
    speech_api_key: SecretStr | None = Field(
        default=None,
        description="OpenAI-compatible speech server: its key; without one it costs nothing",
    )
    speech_model: str = Field(
        default="whisper-1",
        min_length=1,
        description="OpenAI-compatible speech server: which of its models",
    )
