"""An answer that says no, in the envelope of Aitronos' published standards."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web

_TYPES = {
    401: "authentication_error",
    403: "authorization_error",
    422: "validation_error",
    429: "rate_limit_error",
    500: "server_error",
    503: "server_error",
}


class Refused(Exception):
    """A request that gets an error with this status and code."""

    def __init__(
        self, status: int, code: str, message: str, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.headers = dict(headers or {})

    def response(self) -> web.Response:
        """What the client sees."""
        return web.json_response(self.body(), status=self.status, headers=self.headers)

    def body(self) -> dict[str, Any]:
        """The envelope."""
        return {
            "success": False,
            "error": {
                "code": self.code,
                "message": self.message,
                "system_message": self.message,
                "type": _TYPES.get(self.status, "client_error"),
                "status": self.status,
                "details": {},
                "trace_id": "0" * 32,
            },
        }


def invalid(message: str) -> Refused:
    """Something in the request is not as it has to be."""
    return Refused(422, "VALIDATION_ERROR", message)
