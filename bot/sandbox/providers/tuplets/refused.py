"""An answer that says no ("Error Codes")."""

from aiohttp import web


class Refused(Exception):
    """A request that gets `{"detail": …}` with this status."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail

    def response(self) -> web.Response:
        """What the client sees."""
        return web.json_response({"detail": self.detail}, status=self.status)
