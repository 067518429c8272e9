"""What to expect of something of lognormal length that was last known to run at age `since`.

Ages are seconds since it began (or since somebody estimated what was left); `log_mean` and `sigma`
are those of the logarithm of its length.
"""

from math import erfc, exp, log, sqrt
from statistics import NormalDist

_TAIL = 1e-9  # survival under which its ratio is no longer exact: there the hazard is taken as even
_LEAST = 1e-3  # seconds; the logarithm of an age needs one
_ROOT = sqrt(2.0)
_NORMAL = NormalDist()


def odds(log_mean: float, sigma: float, since: float, age: float) -> tuple[float, float]:
    """The chance that it has ended by this age, and for how many seconds, on average.

    The seconds are the mean of max(0, age - length): what one look now would put an end to.
    """
    if age <= since:
        return 0.0, 0.0
    began = max(_LEAST, since)
    z = (log(began) - log_mean) / sigma
    alive = 0.5 * erfc(z / _ROOT)
    if alive < _TAIL:
        return _even(z / (sigma * began), age - since)
    end = (log(max(_LEAST, age)) - log_mean) / sigma
    alive_then = 0.5 * erfc(end / _ROOT)
    mean = exp(log_mean + 0.5 * sigma * sigma)
    ended_in_between = 0.5 * mean * (erfc((z - sigma) / _ROOT) - erfc((end - sigma) / _ROOT))
    ran = (age * alive_then - since * alive + ended_in_between) / alive
    late = age - since - ran
    return 1.0 - alive_then / alive, max(0.0, late)


def age_of(log_mean: float, sigma: float, since: float, chance: float) -> float:
    """The age by which it has ended with this chance."""
    began = max(since, _LEAST)
    z = (log(began) - log_mean) / sigma
    alive = 0.5 * erfc(z / _ROOT)
    if alive < _TAIL:
        return since - log(1.0 - chance) * sigma * began / z
    ended = 1.0 - (1.0 - chance) * alive
    return max(since, exp(log_mean + sigma * _NORMAL.inv_cdf(ended)))


def _even(rate: float, seconds: float) -> tuple[float, float]:
    chance = 1.0 - exp(-rate * seconds)
    return chance, max(seconds - chance / rate, 0.0)
