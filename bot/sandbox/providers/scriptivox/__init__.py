"""Scriptivox in miniature, by its quickstart and its API reference; sections are named where they count.

Left out: webhooks (nothing is ever called), deposits, and how captions may be cut (`max_words` and
its kin). Where the pages are silent this account decides like this, on the strict side:

- Unknown fields are refused, and so is what has a wrong type, `null` included.
- An upload's name, its place and its headers are checked at once; what is in it, when the job
  looks: then the job fails. So it does for whatever is behind a link.
- An upload is put once and ordered once.
- A key is recognised before anything else of an order is looked at, and never forgotten. A refused
  order leaves no trace of its key.
- The price of a recording is reserved when its length is known, charged when it is done, released
  when it is cancelled or fails. An order needs some balance; one by upload, enough for its length.
- A job that was deleted is not shown any more, and may be deleted again.
"""

from bot.sandbox.providers.pace import INSTANT, PEOPLE, Pace
from bot.sandbox.providers.scriptivox.job import Job
from bot.sandbox.providers.scriptivox.service import Scriptivox

__all__ = ["INSTANT", "PEOPLE", "Job", "Pace", "Scriptivox"]
