"""An answer that says no ("Error Codes")."""

from collections.abc import Mapping

from aiohttp import web


class Refused(Exception):
    """A request that gets `{"error": {"code", "message"}}` with this status."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = headers

    def response(self) -> web.Response:
        """What the client sees."""
        body = {"error": {"code": self.code, "message": self.message}}
        return web.json_response(body, status=self.status, headers=self.headers)


def invalid(message: str) -> Refused:
    """A request that is not as the page has it."""
    return Refused(400, "INVALID_REQUEST", message)
