"""Hints of services that a job has ended: they move its next look to now, and nothing else.

Whoever guesses an address, repeats a hint or makes one up has a job looked at that would have been
looked at anyway: within the account's budget, and no sooner than two looks at a job may follow.
"""

from collections.abc import Iterable, Mapping
from hmac import compare_digest

from bot.domain.abilities import Hooked
from bot.jobs.account import Account


class Hooks:
    """Who may tell us what."""

    def __init__(self, services: Iterable[Hooked], accounts: Mapping[str, Account]) -> None:
        self._known = {
            service.name: (service, service.hook, accounts[service.account])
            for service in services
            if service.hook is not None
        }

    def told(self, name: str, hook: str, words: bytes) -> bool:
        """Take a hint; False when nobody has this address."""
        service, ours, account = self._known.get(name, (None, "", None))
        if service is None or account is None or not compare_digest(ours.encode(), hook.encode()):
            return False
        if remote_id := service.named(words):
            account.hinted(remote_id)
        return True
