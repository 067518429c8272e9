"""HTTP delivery: requests that are signed over the raw body."""

import asyncio
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.clock import Clock
from bot.sandbox.slack.delivery import PATIENCE, NotTakenError, Parcel

Json = dict[str, Any]
FORM = "application/x-www-form-urlencoded"


class Signed:
    """Delivers to one address of the app."""

    def __init__(self, http: aiohttp.ClientSession, clock: Clock, url: str, secret: str) -> None:
        self._http = http
        self._clock = clock
        self._url = url
        self._secret = secret

    async def verify(self) -> None:
        """Slack's first question to an address; raises NotTakenError when it is answered wrong."""
        question = {"type": "url_verification", "token": "legacy", "challenge": "3eZbrw1aB10f"}
        answer = await self._post(json.dumps(question), "application/json", {})
        if answer.get("challenge", answer.get("text")) != question["challenge"]:
            raise NotTakenError("challenge_failed")

    async def carry(self, parcel: Parcel, attempt: int, reason: str) -> Json:
        """Post a parcel and wait for 200."""
        retry = {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        headers = retry if attempt else {}
        if parcel.kind == "events_api":
            return await self._post(json.dumps(parcel.payload), "application/json", headers)
        command = parcel.kind == "slash_commands"
        form = parcel.payload if command else {"payload": json.dumps(parcel.payload)}
        return await self._post(urlencode(form), FORM, headers)

    async def _post(self, body: str, content_type: str, headers: dict[str, str]) -> Json:
        exchange = asyncio.ensure_future(self._exchange(body, content_type, headers))
        patience = asyncio.ensure_future(self._clock.wait(PATIENCE))
        try:
            await asyncio.wait((exchange, patience), return_when=asyncio.FIRST_COMPLETED)
            if not exchange.done():
                raise NotTakenError("http_timeout")
            return exchange.result()
        except aiohttp.ClientError as error:
            raise NotTakenError("connection_failed") from error
        finally:
            patience.cancel()
            exchange.cancel()

    async def _exchange(self, body: str, content_type: str, headers: dict[str, str]) -> Json:
        stamp = str(int(self._clock.now()))
        signed = headers | {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": sign(self._secret, stamp, body.encode()),
        }
        async with self._http.post(
            self._url, data=body.encode(), headers=signed, allow_redirects=False
        ) as answer:
            text = await answer.text()
        if not answer.ok:
            raise NotTakenError("http_error")
        return _read(text)


def sign(secret: str, stamp: str, body: bytes) -> str:
    """Slack's signature of a request."""
    base = b"v0:" + stamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def _read(text: str) -> Json:
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return {"text": text}
    return said if isinstance(said, dict) else {"text": str(said)}
