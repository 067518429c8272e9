"""Looks through Aitronos' list for what was made lately ("List transcriptions").

No page says how it is ordered, so it is read to its end unless it shows to be newest first. Nor
has it a parameter for the organization: it is that of the credentials.
"""

from bot.domain.errors import Transient
from bot.domain.ports import Order
from bot.http.api import READ, Api
from bot.providers.aitronos.pages import Row, Rows

_LIMIT = 100  # the most at once
_PAGES = 10


async def rows_since(api: Api, path: str, order: Order, since: float | None) -> list[Row]:
    """What was made since then, as `Provider.find` asks. Raises Transient, NeedsOperator.

    A list too long to be read says nothing: what is not found would be paid for again.
    """
    found: list[Row] = []
    for page in range(_PAGES):
        params = {"limit": _LIMIT, "offset": page * _LIMIT}
        reply = await api.call("GET", path, params=params, faults=READ)
        listed = reply.parse(Rows, Transient).data
        created = [row.created for row in listed.transcriptions if row and row.created is not None]
        began = reply.since(order, since)
        found += [row for row in listed.transcriptions if row and (row.created or 0.0) >= began]
        more = listed.pagination.has_more if listed.pagination else None
        if more is False or len(listed.transcriptions) < (1 if more else _LIMIT):
            return found
        if _newest_first(created) and created[-1] < began:
            return found
    raise Transient(f"{api.service}: a list too long to be read")


def _newest_first(created: list[float]) -> bool:
    return (
        len(created) > 1 and created == sorted(created, reverse=True) and created[0] > created[-1]
    )
