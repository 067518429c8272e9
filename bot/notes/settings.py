"""What a language model that writes notes needs to know."""

from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, Field, SecretStr

from bot.http.base_url import WebAddress


class LlmApi(StrEnum):
    """Which of the two APIs an endpoint speaks."""

    OPENAI = "openai"
    ANTHROPIC = "anthropic"


class NotesSettings(BaseModel):
    """The section of whoever writes notes; the language model is on when its address is there."""

    llm_url: WebAddress | None = Field(
        default=None,
        description="language model for notes and answers: base address, as in "
        "`https://api.openai.com/v1` or `http://localhost:11434/v1`",
    )
    llm_api_key: SecretStr | None = Field(default=None, description="language model: its key")
    llm_model: str | None = Field(
        default=None, min_length=1, description="language model: its name at that address"
    )
    llm_api: LlmApi = Field(
        default=LlmApi.OPENAI,
        description="language model: what the address speaks, `openai` (`/chat/completions`) or "
        "`anthropic` (`/messages`)",
    )
    llm_max_usd_per_job: Decimal | None = Field(
        default=None, gt=0, description="language model: US dollars for a recording at most"
    )
    llm_max_usd_per_day: Decimal | None = Field(
        default=None, gt=0, description="language model: US dollars a day (UTC) at most"
    )
    llm_price_in: Decimal | None = Field(
        default=None, ge=0, description="language model: US dollars for a million tokens it reads"
    )
    llm_price_out: Decimal | None = Field(
        default=None, ge=0, description="language model: US dollars for a million tokens it writes"
    )

    def notes_faults(self) -> list[str]:
        """A line for each setting without which another makes no sense."""
        lines = []
        if self.llm_url and not self.llm_model:
            lines.append(f"LLM_MODEL is missing: {_for('llm_model')}; LLM_URL alone does nothing")
        if not self.llm_url and (self.llm_model or self.llm_api_key):
            lines.append(f"LLM_URL is missing: {_for('llm_url')}; without it nobody is asked")
        if self._capped and (self.llm_price_in is None or self.llm_price_out is None):
            lines.append(
                "LLM_PRICE_IN and LLM_PRICE_OUT are missing (US dollars for a million tokens): "
                "without them nobody can hold LLM_MAX_USD_PER_JOB or LLM_MAX_USD_PER_DAY"
            )
        return lines

    @property
    def _capped(self) -> bool:
        return self.llm_max_usd_per_job is not None or self.llm_max_usd_per_day is not None


def _for(name: str) -> str:
    return NotesSettings.model_fields[name].description or ""
