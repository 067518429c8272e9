"""Plaud in miniature, by the pages of Plaud Embedded; sections of them are named where they count.

Left out: devices, their SDK and webhooks. Where the pages are silent or contradict each other this
client decides like this, on the strict side:

- Uploads take MP3, M4A and Opus, and refuse WAV, as was seen; what a file really is, is found out
  by the task, which fails.
- Storage takes a part only in its exact size, without any credentials, and answers in XML.
- A `file_url` of somebody else is answered with status 500, as was seen; one of our own that has
  expired, with 400.
- An id that nobody knows is PENDING for ever, as in Celery, whose states these are; so is a task
  whose result was kept for its seven days.
- A body with a field that is not on the pages is refused. So is an account without credit (402).
- Failed and revoked tasks are not charged.
- What is ordered twice is paid twice, so that a client that does it shows.
"""

from bot.sandbox.providers.pace import INSTANT, PEOPLE, Pace
from bot.sandbox.providers.plaud.job import Job
from bot.sandbox.providers.plaud.service import Plaud

__all__ = ["INSTANT", "PEOPLE", "Job", "Pace", "Plaud"]
