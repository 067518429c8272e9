"""What the local engine needs to know."""

from pydantic import BaseModel, Field


class LocalSettings(BaseModel):
    """The local engine's section of the settings; it is on when a model is named."""

    local_model: str | None = Field(
        default=None,
        description="local engine: a model pulled with `threadscribe models pull`, a model's "
        "directory, or `pocketsphinx` (a rough demo ear for English, extra `[demo]`)",
    )
