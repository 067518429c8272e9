"""A request's body, checked before anything is made of it."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.sandbox.chat.dialects import Dialect
from bot.sandbox.chat.refused import Refused


async def read_body(request: web.Request, model: str) -> dict[str, Any]:
    """For this model. Raises Refused."""
    try:
        body = await request.json()
    except ValueError:
        raise Refused(400, "We could not parse the JSON body of your request.") from None
    if not isinstance(body, dict) or not isinstance(body.get("messages"), list):
        raise Refused(400, "messages: Field required", param="messages")
    if body.get("model") != model:
        said = f"The model `{body.get('model')}` does not exist or you do not have access to it."
        raise Refused(404, said, code="model_not_found")
    return body


def way_of(
    body: Mapping[str, Any], dialect: Dialect
) -> tuple[str | None, Mapping[str, Any] | None]:
    """Which of the ways asked for is honoured, and the form. Raises Refused."""
    if unknown := body.keys() - dialect.knows:
        name = min(unknown)
        raise Refused(400, f"Unrecognized request argument supplied: {name}", param=name)
    asked = body.get("response_format", {}).get("type")
    tools = body.get("tools") or []
    way = "tools" if tools else asked
    if way in dialect.refuses:
        field = "tools" if tools else "response_format"
        raise Refused(400, f"{field}: '{way}' is not supported by this model", param=field)
    schema = None
    if tools:
        schema = tools[0]["function"]["parameters"]
    elif asked == "json_schema":
        schema = body["response_format"]["json_schema"]["schema"]
    return (way if way in dialect.honours else None), schema


def tool_of(body: Mapping[str, Any], version: str | None) -> Mapping[str, Any] | None:
    """The tool that is to be used, in Anthropic's form. Raises Refused."""
    if "max_tokens" not in body:
        raise Refused(400, "max_tokens: Field required")
    if version != "2023-06-01":
        raise Refused(400, "anthropic-version: header is required")
    tools = body.get("tools") or []
    if tools and body.get("tool_choice", {}).get("name") != tools[0]["name"]:
        raise Refused(400, "tool_choice: names no tool")
    return tools[0] if tools else None
