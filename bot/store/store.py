"""The store's verbs (`domain/memory.py`) on SQL; each is one unit of the writer or one read."""

from bot.store.accounts import Accounts
from bot.store.channels import Channels
from bot.store.inbox import Inbox
from bot.store.jobs import Jobs
from bot.store.notebook import Pages
from bot.store.outbox import Outbox
from bot.store.results import Results


class SqlStore(Inbox, Jobs, Results, Outbox, Accounts, Channels, Pages):
    """Memory: every room of it on the same two connections."""
