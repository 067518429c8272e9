"""An answer that says no, in the form of either API's errors."""

from collections.abc import Mapping

from aiohttp import web


class Refused(Exception):
    """A request that gets an error with this status."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str = "invalid_request_error",
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self._message = message
        self._code = code
        self._param = param
        self._headers = headers

    def response(self, *, like_anthropic: bool = False) -> web.Response:
        """What the client sees."""
        error = {"type": self._code, "message": self._message}
        if like_anthropic:
            told: dict[str, object] = {"type": "error", "error": error}
        else:
            told = {"error": {**error, "code": self._code, "param": self._param}}
        return web.json_response(told, status=self.status, headers=self._headers)
