"""How servers that speak like OpenAI's say no, whoever wrote them."""

from typing import Any

from bot.http.lenient import Wire, sound

_SAID_MOST = 300  # characters


class Refusal(Wire):
    """An error.

    `error` is OpenAI's, Anthropic's, Groq's and Ollama's (an object; older servers: a text),
    `detail` that of servers on FastAPI (a text, the list of a failed validation, or OpenAI's error
    once more), `message` that of older vLLM.
    """

    error: Any = None
    detail: Any = None
    message: Any = None

    @property
    def words(self) -> str:
        """What it says, in one line."""
        parts = self.detail if isinstance(self.detail, list) else [self.detail]
        said = map(_said, (self.error, *parts, self.message))
        return "; ".join(filter(None, said))[:_SAID_MOST]

    @property
    def about(self) -> str:
        """Its words and what they are about, to be searched."""
        return f"{self.words} {_tags(self.error)} {_tags(self.detail)}".lower()


def refusal(content: Any) -> Refusal:
    """The refusal in a body's JSON; an empty one where there is none."""
    return Refusal.model_validate(content if isinstance(content, dict) else {})


def _said(part: Any) -> str:
    if isinstance(part, dict):
        part = part.get("message") or part.get("msg") or part.get("error")
    if isinstance(part, dict):
        part = part.get("message")
    return " ".join(str(sound(part)).split()) if isinstance(part, str) else ""


def _tags(part: Any) -> str:
    """The names in an error: its `code`, `type` and `param`, or the places of a failed validation."""
    if isinstance(part, list):
        return " ".join(map(_tags, part))
    if not isinstance(part, dict):
        return ""
    place = part.get("loc")
    places = place if isinstance(place, list) else []
    return " ".join(str(tag) for tag in (*map(part.get, ("code", "type", "param")), *places) if tag)
