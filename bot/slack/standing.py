"""Whether Slack takes our token: it may be revoked while we run, and Slack is then left alone."""

from bot.domain.errors import Fault, NeedsOperator

PROVES = "auth.test"  # the one call that is made all the same, once in a while

_WORTHLESS = frozenset({"account_inactive", "token_expired", "token_revoked"})
_REFUSED = _WORTHLESS | {"invalid_auth", "not_authed"}


class Standing:
    """Slack's last word on a token. `refused` is its name for why it is not taken, or empty."""

    def __init__(self) -> None:
        self.refused = ""

    def check(self, method: str) -> None:
        """Let a call pass. Raises NeedsOperator while it would be of no use."""
        if self.refused in _WORTHLESS and method != PROVES:
            raise NeedsOperator(f"{method}: {self.refused}", Fault.UNDELIVERABLE)

    def judge(self, code: str) -> None:
        """Slack refused a call, or told us of the token itself."""
        if code in _REFUSED:
            self.refused = code

    def accept(self) -> None:
        """Slack took the token."""
        self.refused = ""
