"""Links as people paste them."""

import html
import re

from yarl import URL

from bot.domain.errors import Fault, Rejected

_SLACK = re.compile(r"(.+\.)?(slack|slack-files|slack-gov)\.com")


def unwrap(text: str) -> str:
    """The address in what was pasted: Slack writes `<address|label>` and escapes `&`."""
    text = text.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].partition("|")[0]
    return html.unescape(text)


def refuse_slack(url: URL) -> None:
    """Slack's own links open for people only, and whose file it is must not be guessed.

    Raises Rejected(LINK_PRIVATE).
    """
    if _SLACK.fullmatch((url.raw_host or "").lower()):
        raise Rejected("link: a file in Slack", Fault.LINK_PRIVATE)
