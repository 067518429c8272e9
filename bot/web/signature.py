"""Whether a request comes from Slack: our own check of its signature, before anything is parsed.

docs.slack.dev/authentication/verifying-requests-from-slack. Bolt's check comes after its parser,
and fails with a trace on headers that are odd enough.
"""

import hmac
import re
from collections.abc import Sequence

AGE_MOST = 300.0  # seconds, in both directions

_TIMESTAMP = re.compile(rb"[0-9]{1,15}")


def is_from_slack(
    secret: str, timestamps: Sequence[str], signatures: Sequence[str], body: bytes, now: float
) -> bool:
    """True for exactly one timestamp near `now` and exactly one signature that fits."""
    if not secret or len(timestamps) != 1 or len(signatures) != 1:
        return False
    timestamp, signature = _octets(timestamps[0]), _octets(signatures[0])
    if not _TIMESTAMP.fullmatch(timestamp) or abs(now - int(timestamp)) > AGE_MOST:
        return False
    expected = hmac.new(secret.encode(), b"v0:" + timestamp + b":" + body, "sha256").hexdigest()
    return hmac.compare_digest(b"v0=" + expected.encode(), signature)


def _octets(header: str) -> bytes:
    return header.encode("utf-8", "backslashreplace")  # never raises, and fits nothing
