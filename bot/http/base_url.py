"""The address of a service, as a setting."""

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        raise ValueError("must be a web address that begins with https://")
    return text.rstrip("/")


WebAddress = Annotated[str, AfterValidator(_web_address)]
