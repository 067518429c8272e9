"""Links as people paste them."""

import html

from yarl import URL

from bot.domain.errors import Rejected
from bot.domain.shares import page


def unwrap(text: str) -> str:
    """The address in what was pasted: Slack writes `<address|label>` and escapes `&`."""
    text = text.strip()
    if text.startswith("<") and text.endswith(">"):
        text = text[1:-1].partition("|")[0]
    return html.unescape(text)


def refuse_pages(url: URL) -> None:
    """What is known to give its recording to no machine is not even called. Raises Rejected."""
    if fault := page(str(url)):
        raise Rejected("link: a page without a file", fault)
