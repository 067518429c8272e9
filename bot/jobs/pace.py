"""How long a recording takes at a service, learned from those that it has finished."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from math import exp, hypot, log, sqrt

_BEFORE = -2.0  # log of seconds taken per second of audio, before anything is known: e^-2 = 0.14
_BEFORE_SIGMA = 1.0
_BEFORE_WEIGHT = 2.0  # finished recordings that outweigh this guess
_MEMORY = 200.0  # finished recordings; a service that gets faster is believed after as many
_START = 30.0  # seconds of audio that cost the same time as starting does
_LEAST_SIGMA = 0.15  # nobody is that regular
_USUAL = (log(1200.0), 1.0)  # a recording of unknown length: 20 minutes, or 7, or 54


@dataclass(frozen=True, slots=True)
class Expectation:
    """A lognormal guess how long a job takes, in seconds from its submission."""

    log_mean: float
    sigma: float

    @property
    def seconds(self) -> float:
        """As likely shorter as longer."""
        return exp(self.log_mean)


@dataclass(frozen=True, slots=True)
class Pace:
    """The log of seconds taken per second of audio: how many were seen, their mean and variance."""

    count: float = 0.0
    mean: float = 0.0
    variance: float = 0.0

    def learned(self, seconds_audio: float, seconds_taken: float) -> "Pace":
        """Wiser by one finished recording; the oldest fade."""
        value = log(max(seconds_taken, 0.1)) - _log_length(seconds_audio)
        count = min(self.count + 1.0, _MEMORY)
        off = value - self.mean
        mean = self.mean + off / count
        return Pace(count, mean, self.variance + (off * (value - mean) - self.variance) / count)

    def expect(self, audio_seconds: float | None) -> Expectation:
        """How long a recording of this length will take; None is of any length."""
        total = self.count + _BEFORE_WEIGHT
        mean = (self.count * self.mean + _BEFORE_WEIGHT * _BEFORE) / total
        ours = self.count * (self.variance + (self.mean - mean) ** 2)
        guess = _BEFORE_WEIGHT * (_BEFORE_SIGMA**2 + (_BEFORE - mean) ** 2)
        sigma = max(sqrt((ours + guess) / total), _LEAST_SIGMA)
        if audio_seconds is None:
            return Expectation(_USUAL[0] + mean, hypot(sigma, _USUAL[1]))
        return Expectation(_log_length(audio_seconds) + mean, sigma)

    def as_dict(self) -> Mapping[str, float]:
        return asdict(self)


def _log_length(seconds_audio: float) -> float:
    return log(max(seconds_audio, 0.0) + _START)
