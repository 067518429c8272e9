"""Slack's Web API, one call at a time: what Slack answers is told in our errors.

The SDK's own repetitions are off, because they post twice when an answer gets lost. Error names:
docs.slack.dev/reference/methods; whatever Slack names that is not listed here is a no for good.
"""

import io
import json
import logging
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.domain.errors import (
    BotError,
    Fault,
    NeedsOperator,
    RateLimited,
    Transient,
    Unclear,
    Unreachable,
)
from bot.domain.message import Message
from bot.domain.ports import Clock
from bot.http.exchange import Exchanges
from bot.http.gate import Gate
from bot.http.pause import retry_after
from bot.meters import Meter, unmetered
from bot.slack.standing import Standing

T = TypeVar("T")

TIMES = aiohttp.ClientTimeout(total=30, sock_connect=10)  # seconds
LIMIT = 35.0  # seconds for one exchange, the session's own limits included
QUICK = 1.2  # seconds, where somebody waits for whom Slack gives us three

_SLOW_DOWN = frozenset({"ratelimited", "rate_limited"})
_UNCLEAR = frozenset(
    {"fatal_error", "internal_error", "request_timeout", "service_unavailable", "team_added_to_org"}
)
_OPERATOR = frozenset(
    [
        *("account_inactive", "ekm_access_denied", "invalid_auth", "missing_scope", "not_authed"),
        *("not_allowed_token_type", "org_login_required", "team_access_not_granted"),
        *("token_expired", "token_revoked"),
    ]
)
# Nothing can have been sent, or else it may have been. The last three are the SDK's own, when it
# reads an answer that is no JSON object.
_NOT_CONNECTED = (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError)
_NO_ANSWER = (aiohttp.ClientError, OSError, AttributeError, TypeError, ValueError)


class Refused(BotError):
    """Slack said no, for good, and nothing happened; `code` is its own name for why."""

    def __init__(self, method: str, code: str) -> None:
        super().__init__(f"{method}: {code}")
        self.code = code


class WebApi:
    """The Web API with one token.

    Calls raise RateLimited, Unreachable, Unclear, NeedsOperator, Refused. RateLimited also without
    asking, as long as a pause lasts that Slack asked for before.
    """

    def __init__(
        self,
        token: str,
        url: str,
        session: aiohttp.ClientSession,
        running: Exchanges,
        clock: Clock,
        meter: Meter = unmetered,
    ) -> None:
        self._client = AsyncWebClient(
            token, base_url=url, session=session, retry_handlers=[], logger=quiet_logger()
        )
        self._client.proxy = None  # the SDK takes one from the environment, even to loopback
        self._session = session
        self._running = running
        self.clock = clock
        self._meter = meter
        self._gate = Gate(clock, Fault.SLACK_DOWN)
        self.standing = Standing()

    async def call(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """Call a method; what is None is left out. Sent as a form, which every method takes."""
        answer, _ = await self.call_with_headers(method, **arguments)
        return answer

    async def call_quickly(self, method: str, **arguments: object) -> Mapping[str, Any]:
        """The same while somebody waits: Unclear when there is no answer soon."""
        answer = await self._exchange(method, self._calling(method, arguments), limit=QUICK)
        return answer.data if isinstance(answer.data, dict) else {}

    async def call_with_headers(
        self, method: str, **arguments: object
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        """The same, with the headers of the answer."""
        answer = await self._exchange(method, self._calling(method, arguments))
        return answer.data if isinstance(answer.data, dict) else {}, answer.headers

    def _calling(
        self, method: str, arguments: Mapping[str, object]
    ) -> Callable[[], Coroutine[Any, Any, AsyncSlackResponse]]:
        form = {name: _encoded(value) for name, value in arguments.items() if value is not None}

        async def ask() -> AsyncSlackResponse:
            self.standing.check(method)
            answer = await self._client.api_call(method, data=form)
            self.standing.accept()
            return answer

        return ask

    async def upload(self, url: str, content: bytes) -> None:
        """Bring bytes to an address that Slack gave us for them; no token goes there."""
        await self._exchange("upload", lambda: self._put(url, content))

    async def respond(self, url: str, message: Message, thread: str | None) -> None:
        """Answer a click where it was made, to that person alone."""
        answer = {
            "response_type": "ephemeral",
            "replace_original": False,
            "text": message.text,
            "blocks": list(message.blocks),
        }
        where = {"thread_ts": thread} if thread else {}
        await self._exchange("respond", lambda: self._respond(url, answer | where))

    async def _put(self, url: str, content: bytes) -> None:
        async with self._session.post(url, data=io.BytesIO(content)) as response:
            await response.read()
            if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                raise self._slowed("upload", response.headers)
            if response.status != HTTPStatus.OK:
                raise Transient(f"upload: status {response.status}")

    async def _respond(self, url: str, answer: Mapping[str, object]) -> None:
        async with self._session.post(url, json=answer) as response:
            await response.read()
            if response.status != HTTPStatus.OK:
                raise Refused("respond", f"status {response.status}")

    async def _exchange(
        self, what: str, exchange: Callable[[], Coroutine[Any, Any, T]], *, limit: float = LIMIT
    ) -> T:
        self._gate.check(what)
        try:
            return await self._running.run(self._told(what, exchange), limit=limit)
        except TimeoutError:
            raise Unclear(f"{what}: no answer in time", fault=Fault.SLACK_DOWN) from None

    async def _told(self, what: str, exchange: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """An answer, also when nobody waits for it any more: it may ask for a pause."""
        with self._meter(what):
            return await self._answered(what, exchange)

    async def _answered(self, what: str, exchange: Callable[[], Coroutine[Any, Any, T]]) -> T:
        # `from None`: what the libraries say holds signed addresses and people's words
        try:
            return await exchange()
        except SlackApiError as error:
            raise self._refusal(what, error.response) from None
        except _NOT_CONNECTED as error:
            raise Unreachable(f"{what}: {type(error).__name__}", fault=Fault.SLACK_DOWN) from None
        except _NO_ANSWER as error:
            raise Unclear(f"{what}: {type(error).__name__}", fault=Fault.SLACK_DOWN) from None

    def _refusal(self, method: str, response: object) -> BotError:
        """What a no means; an answer that we cannot read may have been a yes."""
        status, headers, data = _read(response)
        code = data.get("error") if isinstance(data, dict) else None
        if status == HTTPStatus.TOO_MANY_REQUESTS or code in _SLOW_DOWN:
            return self._slowed(method, headers)
        broken = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        if broken or not isinstance(code, str) or code in _UNCLEAR:
            return Unclear(f"{method}: {code or f'status {status}'}", fault=Fault.SLACK_DOWN)
        self.standing.judge(code)
        if code in _OPERATOR:
            return NeedsOperator(f"{method}: {code}", Fault.UNDELIVERABLE)
        return Refused(method, code)

    def _slowed(self, method: str, headers: Mapping[str, str]) -> RateLimited:
        return self._gate.refused(method, retry_after(headers, self.clock.now()))


def quiet_logger() -> logging.Logger:
    """For Slack's libraries: their lines hold messages, tokens and signed addresses.

    What matters of them we say ourselves.
    """
    logger = logging.getLogger("bot.slack.sdk")
    logger.setLevel(logging.CRITICAL)
    return logger


def _encoded(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _read(response: object) -> tuple[int, Mapping[str, str], object]:
    """Status, headers and body of the SDK's answer; it is aiohttp's where the body was no JSON."""
    if isinstance(response, AsyncSlackResponse):
        return response.status_code, response.headers, response.data
    if isinstance(response, aiohttp.ClientResponse):
        return response.status, response.headers, None
    return 0, {}, None
