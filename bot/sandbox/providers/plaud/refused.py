"""An answer that says no; the pages show none, two forms were seen."""

from typing import Any

from aiohttp import web


class Refused(Exception):
    """A request that gets `{"detail": …}` with this status, or with a message `{"code", "message"}`."""

    def __init__(self, status: int, detail: Any, message: str | None = None) -> None:
        super().__init__(message or str(detail))
        self.status = status
        self._body = {"detail": detail} if message is None else {"code": detail, "message": message}

    def response(self) -> web.Response:
        """What the client sees."""
        return web.json_response(self._body, status=self.status)


def invalid(where: str, why: str) -> Refused:
    """A body that is not what the page shows."""
    return Refused(422, [{"loc": ["body", *where.split(".")], "msg": why, "type": "value_error"}])
