"""One endpoint: what it is asked, what it charges, and what a test may order of it."""

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.chat.asked import Asked, count, read
from bot.sandbox.chat.body import read_body, tool_of, way_of
from bot.sandbox.chat.dialects import DIALECTS, Dialect
from bot.sandbox.chat.refused import Refused
from bot.sandbox.chat.writing import write

Author = Callable[[Asked], dict[str, Any] | str]
_CHATTER = "Sure! Here is what you asked for:\n```json\n{}\n```\nAnything else?"


class Chat:
    """A model behind `/v1/chat/completions`, `/v1/messages` and `/v1/models`.

    To be changed at any time: `dialect`; `author`, who writes instead of the model (an object for
    the form, or a text as it is); `context`, in tokens: what is beyond is dropped silently, or
    refused when `tells_context`; `longest`, tokens of an answer; `endless`, whether it keeps to
    no limit at all; `tells_cut`; `credit`; `counts`, whether it
    tells tokens; `lists`, whether it shows its models. `seen` are the requests that it answered,
    `charged` the tokens that it read and wrote for them.
    """

    name = "llm"

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.api_key = f"sk-{secrets.token_hex(20)}"
        self.model = "sandbox-1"
        self.reset()

    def reset(self) -> None:
        """As it was at first; the key stays."""
        self.dialect: Dialect = DIALECTS["schema"]
        self.author: Author = write
        self.context: int | None = None
        self.tells_context = False
        self.longest: int | None = None
        self.endless = False
        self.tells_cut = True
        self.credit = True
        self.counts = True
        self.lists = True
        self.seen: list[Asked] = []
        self.charged = (0, 0)

    def settings(self, api: str = "openai") -> dict[str, str]:
        """With which the bot is its customer."""
        return {
            "LLM_URL": f"{self.base_url}/v1",
            "LLM_API_KEY": self.api_key,
            "LLM_MODEL": self.model,
            "LLM_API": api,
        }

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        """What is served, relative to `base_url`."""
        return [
            web.get("/v1/models", self._models),
            web.post("/v1/chat/completions", self._completions),
            web.post("/v1/messages", self._messages),
        ]

    async def _models(self, request: web.Request) -> web.Response:
        if not self.lists:
            return web.Response(status=404, text="404 page not found")
        try:
            self._admit(request)
        except Refused as refused:
            return refused.response()
        rows = [{"id": self.model, "object": "model", "type": "model"}]
        return web.json_response({"object": "list", "data": rows})

    async def _completions(self, request: web.Request) -> web.Response:
        try:
            self._admit(request)
            body = await read_body(request, self.model)
            way, schema = way_of(body, self.dialect)
            limit = body.get("max_tokens", body.get("max_completion_tokens"))
            asked = self._read(body["messages"], schema)
            text, cut = self._write(asked, limit, plain=way is None)
        except Refused as refused:
            return refused.response()
        return web.json_response(self._completion(text, way, asked, cut=cut))

    async def _messages(self, request: web.Request) -> web.Response:
        try:
            self._admit(request)
            body = await read_body(request, self.model)
            tool = tool_of(body, request.headers.get("anthropic-version"))
            system = {"role": "system", "content": body.get("system", "")}
            asked = self._read([system, *body["messages"]], tool and tool["input_schema"])
            text, cut = self._write(asked, body["max_tokens"], plain=tool is None)
        except Refused as refused:
            return refused.response(like_anthropic=True)
        return web.json_response(self._message(text, tool, asked, cut=cut))

    def _admit(self, request: web.Request) -> None:
        bearer = request.headers.get("Authorization", "").removeprefix("Bearer ")
        said = request.headers.get("x-api-key", bearer)
        if not secrets.compare_digest(said.encode(), self.api_key.encode()):
            raise Refused(401, "Incorrect API key provided.", code="authentication_error")
        if not self.credit and request.method == "POST":
            raise Refused(429, "You exceeded your current quota.", code="insufficient_quota")

    def _read(self, messages: list[Any], schema: Mapping[str, Any] | None) -> Asked:
        asked = read(messages, schema, None if self.tells_context else self.context)
        if self.tells_context and self.context is not None and asked.tokens > self.context:
            said = f"This model's maximum context length is {self.context} tokens."
            raise Refused(400, said, code="context_length_exceeded")
        self.seen.append(asked)
        return asked

    def _write(self, asked: Asked, limit: int | None, *, plain: bool) -> tuple[str, bool]:
        """The answer's text, and whether it was cut."""
        written = self.author(asked)
        text = written if isinstance(written, str) else json.dumps(written, ensure_ascii=False)
        if plain and not isinstance(written, str):
            text = _CHATTER.format(text)
        most = min(filter(None, (limit, self.longest)), default=None)
        cut = most is not None and not self.endless and count(text) > most
        text = text[: (most or 0) * 2] if cut else text
        read_before, written_before = self.charged
        self.charged = (read_before + asked.tokens, written_before + count(text))
        return text, cut

    def _completion(self, text: str, way: str | None, asked: Asked, *, cut: bool) -> dict[str, Any]:
        message: dict[str, Any] = {"role": "assistant", "content": text}
        if way == "tools":
            called = {"name": "handed_in", "arguments": text}
            message = {"role": "assistant", "content": None, "tool_calls": [{"function": called}]}
        reply = {
            "choices": [
                {"index": 0, "message": message, "finish_reason": _end(cut and self.tells_cut, way)}
            ]
        }
        usage = {"prompt_tokens": asked.tokens, "completion_tokens": count(text)}
        return {"model": self.model, **reply, **({"usage": usage} if self.counts else {})}

    def _message(
        self, text: str, tool: Mapping[str, Any] | None, asked: Asked, *, cut: bool
    ) -> dict[str, Any]:
        block: dict[str, Any] = {"type": "text", "text": text}
        given = _json(text)
        if tool is not None and isinstance(given, dict):
            block = {"type": "tool_use", "id": "toolu_1", "name": tool["name"], "input": given}
        return {
            "type": "message",
            "role": "assistant",
            "model": self.model,
            "content": [block],
            "stop_reason": "max_tokens" if cut else "end_turn",
            "usage": {"input_tokens": asked.tokens, "output_tokens": count(text)},
        }


def _end(cut: bool, way: str | None) -> str:
    if cut:
        return "length"
    return "tool_calls" if way == "tools" else "stop"


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
