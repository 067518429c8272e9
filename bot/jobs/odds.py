"""The chance that something of lognormal length has ended, given that it had not yet.

Ages are seconds since it began (or since somebody estimated what was left); `log_mean` and `sigma`
are those of the logarithm of its length.
"""

from math import erfc, exp, log, sqrt
from statistics import NormalDist

_TAIL = 1e-9  # survival under which its ratio is no longer exact
_LEAST = 1e-3  # seconds; the logarithm of an age needs one
_ROOT = sqrt(2.0)
_NORMAL = NormalDist()


def chance(log_mean: float, sigma: float, since: float, age: float) -> float:
    """That it ended by this age, when at age `since` it had not."""
    if age <= since:
        return 0.0
    began = max(since, _LEAST)
    z = (log(began) - log_mean) / sigma
    alive = 0.5 * erfc(z / _ROOT)
    if alive < _TAIL:
        return 1.0 - exp(-(age - since) * z / (sigma * began))
    return 1.0 - 0.5 * erfc((log(max(age, _LEAST)) - log_mean) / (sigma * _ROOT)) / alive


def age_of(log_mean: float, sigma: float, since: float, odds: float) -> float:
    """The age by which it has ended with this chance, when at age `since` it had not."""
    began = max(since, _LEAST)
    z = (log(began) - log_mean) / sigma
    alive = 0.5 * erfc(z / _ROOT)
    if alive < _TAIL:
        return since - log(1.0 - odds) * sigma * began / z
    ended = 1.0 - (1.0 - odds) * alive
    return max(since, exp(log_mean + sigma * _NORMAL.inv_cdf(ended)))


def lateness(log_mean: float, sigma: float, since: float, age: float) -> float:
    """The seconds since it ended that are to be expected at this age, none while it runs.

    The mean of max(0, age - length), when at age `since` it had not ended.
    """
    if age <= since:
        return 0.0
    began = max(since, _LEAST)
    z = (log(began) - log_mean) / sigma
    alive = 0.5 * erfc(z / _ROOT)
    if alive < _TAIL:
        rate = z / (sigma * began)
        return age - since - (1.0 - exp(-rate * (age - since))) / rate
    end = (log(max(age, _LEAST)) - log_mean) / sigma
    alive_then = 0.5 * erfc(end / _ROOT)
    mean = exp(log_mean + 0.5 * sigma * sigma)
    ended_early = 0.5 * mean * (erfc((z - sigma) / _ROOT) - erfc((end - sigma) / _ROOT))
    ran = (
        age * alive_then - since * alive + ended_early
    ) / alive  # the mean of its time in between
    return max(age - since - ran, 0.0)
