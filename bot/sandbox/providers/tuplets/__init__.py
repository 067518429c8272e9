"""Tuplets in miniature, by its documentation page; sections of it are named where they count.

Left out: key management ("API Keys") and everything that needs a browser session. Where the page
is silent this account decides like this, on the strict side:

- An upload is judged by its content. MP4-family files are M4A when they have a sound track alone,
  whatever their name; with a picture, or as QuickTime, they are refused. So are Matroska, AVI, and
  Windows Media with a picture. WebM is on the page without a condition: taken with a picture too.
- A remote URL may be "audio or video media": anything with a sound track.
- What is wrong with an upload is said by `POST /jobs` (400); what is wrong with a remote URL's
  media, by the job, which fails.
- A cancelled job becomes `failed`, as no other state is documented, and is charged in full.
- Failed jobs are not charged.
- An upload's key and token can be used again until they expire: what is created twice is paid
  twice, so that a client that does it shows.
- After the retention time a job has no `result` any more.
"""

from bot.sandbox.providers.pace import INSTANT, PEOPLE, Pace
from bot.sandbox.providers.tuplets.job import Job
from bot.sandbox.providers.tuplets.service import Tuplets

__all__ = ["INSTANT", "PEOPLE", "Job", "Pace", "Tuplets"]
