"""What Tuplets needs to know."""

import json
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, SecretStr

from bot.http.base_url import WebAddress


def _json_object(path: Path) -> Path:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError("must be a readable JSON file") from error
    if not isinstance(content, dict) or not isinstance(content.get("fields"), list):
        message = 'must hold a JSON object with a list of "fields"'
        raise ValueError(message)  # noqa: TRY004 - pydantic tells people of ValueErrors only
    return path


SchemaFile = Annotated[Path, AfterValidator(_json_object)]
Domain = Literal["insurance", "support", "sales", "healthcare", "financial_services"]


class TupletsSettings(BaseModel):
    """Tuplets' section of the settings; the service is on when its key is there."""

    tuplets_api_key: SecretStr | None = Field(
        default=None, description="Tuplets: the API key (`tb_...`) from its dashboard"
    )
    tuplets_url: WebAddress = Field(
        default="https://api.tuplets.ai", description="Tuplets: base address of its API"
    )
    tuplets_model: Literal["standard", "premium"] = Field(
        default="standard", description="Tuplets: transcription tier, `standard` or `premium`"
    )
    tuplets_profile: Literal["full", "basic", "none"] = Field(
        default="full",
        description="Tuplets: notes; `full` has decisions and action items, `basic` only a "
        "summary, `none` nothing",
    )
    tuplets_domain: Domain | None = Field(
        default=None,
        description="Tuplets: a built-in pack of extra questions: `insurance`, `support`, "
        "`sales`, `healthcare` or `financial_services`",
    )
    tuplets_schema: SchemaFile | None = Field(
        default=None, description="Tuplets: a JSON file with extra questions of your own"
    )
