"""How an order ended, so that it can be kept."""

from pydantic import BaseModel

from bot.domain.errors import Fault
from bot.domain.job import Spent
from bot.providers.openai.wire import Answer


class Ending(BaseModel):
    """Either an answer, or why there is none."""

    answer: Answer | None = None
    fault: Fault = Fault.FAILED
    said: str = ""
    spent: Spent = Spent.NOTHING
