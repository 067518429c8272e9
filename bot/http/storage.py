"""What a storage behind an upload's address means by its answer."""

from bot.domain.errors import Fault, RateLimited, Rejected, Transient
from bot.http.bulk import Receipt


def accept(receipt: Receipt, service: str) -> None:
    """Go on when it was taken; only the status counts, bodies are XML of many dialects.

    Raises Rejected (too large), RateLimited, Transient.
    """
    match receipt.status:
        case status if status in range(200, 300):
            return
        case 413:
            raise Rejected(f"{service}: upload too large", Fault.TOO_LARGE)
        case 429:
            raise RateLimited(f"{service}: upload", retry_after=receipt.retry_after)
        case status:
            raise Transient(f"{service}: upload answered {status}", retry_after=receipt.retry_after)
