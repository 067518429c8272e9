"""An answer that says no, in the form of OpenAI's errors."""

from collections.abc import Mapping

from aiohttp import web

_TYPES = {401: "authentication_error", 429: "requests", 413: "server_error"}
_SERVERS_FAULT = 500


class Refused(Exception):
    """A request that gets `{"error": …}` with this status."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        param: str | None = None,
        code: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self._error = {"message": message, "type": _type(status), "param": param, "code": code}
        self._headers = headers

    def response(self) -> web.Response:
        """What the client sees."""
        return web.json_response({"error": self._error}, status=self.status, headers=self._headers)


def _type(status: int) -> str:
    default = "server_error" if status >= _SERVERS_FAULT else "invalid_request_error"
    return _TYPES.get(status, default)
