"""Aitronos in miniature, by its API reference; its pages are named where they count.

Left out: organizations, logins and webhooks' deliveries. Where the pages are silent this account
decides like this, on the strict side:

- Unknown fields and parameters are refused, and so are policies that the pages do not name.
- A recording is fetched and measured while it is ordered, and priced by the second.
- What failed is refunded in full; what is deleted before its end is `cancelled` and not refunded.
- What was deleted after its end is not known any more.
- A finished transcription shows its words where `shape` says: with speakers in itself
  (`utterances`), or only on the page about `sentences`, or only in the `subtitles`.
- Personal data is hidden where it is said to be: in sentences, paragraphs and subtitles.
"""

from bot.sandbox.providers.aitronos.job import Job
from bot.sandbox.providers.aitronos.service import Aitronos
from bot.sandbox.providers.pace import INSTANT, PEOPLE, Pace

__all__ = ["INSTANT", "PEOPLE", "Aitronos", "Job", "Pace"]
