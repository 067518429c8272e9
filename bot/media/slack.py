"""Which addresses may see the bot's token."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from yarl import URL

from bot.domain.errors import Fault, Rejected

_SLACK = re.compile(r"(.+\.)?(slack|slack-gov)\.com")


@dataclass(frozen=True, slots=True)
class SlackAccess:
    """The bot's token and the Web API it belongs to."""

    token: str = field(repr=False)
    api_url: str

    def entrance(self, address: str) -> URL:
        """A file's address, when it is at Slack; no other is called on a file's word.

        Raises Rejected(FILE_EXTERNAL).
        """
        try:
            url = URL(address, encoded=True)
            ours = self._trusts(url)
        except ValueError:
            ours = False
        if not ours:
            raise Rejected("file: not at Slack", Fault.FILE_EXTERNAL)
        return URL(address, encoded=True)

    def headers(self, url: URL) -> Mapping[str, str]:
        """What a request to this address carries: elsewhere than at Slack, nothing."""
        return {"Authorization": f"Bearer {self.token}"} if self._trusts(url) else {}

    def _trusts(self, url: URL) -> bool:
        api = URL(self.api_url)
        if (url.scheme, url.raw_host, url.port) == (api.scheme, api.raw_host, api.port):
            return True
        host = (url.raw_host or "").lower()
        secure = url.scheme == "https" and url.port == 443  # noqa: PLR2004 - https
        return secure and bool(_SLACK.fullmatch(host))
