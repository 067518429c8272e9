"""What the engine on this machine can do; its languages are its model's."""

import math

from bot.domain.ports import CancelMoney, Traits

MOST_VOICES = 50
_DAY = 24 * 3600.0


def traits_of(model: str, languages: frozenset[str] | None, *, rough: bool = False) -> Traits:
    """The traits with this model."""
    return Traits(
        label="Rough Demo Ear" if rough else "Local Engine",
        rough=rough,
        model=model,
        takes_links=False,
        containers=frozenset({"mp3", "wav", "m4a", "flac", "ogg", "opus", "webm"}),
        min_seconds=0.1,
        max_seconds=_DAY,
        max_bytes=2_000_000_000,
        notes_min_seconds=math.inf,  # it writes none
        languages=languages,
        redact_languages=frozenset(),
        speaker_counts=None if rough else (1, MOST_VOICES),
        repeats=True,  # an order is known by its key
        lists=False,
        list_shows=0,
        creates_per=(),  # one at a time: the others are told that it is busy
        requests_per=(600, 60.0),  # a look asks our own memory
        cancel_money=CancelMoney.REFUNDED,  # there is none
        first_look=1.0,
        look_every=(1.0, 5.0),
        unit=None,
        forgets=False,
    )
