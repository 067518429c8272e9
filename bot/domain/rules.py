"""What a channel has arranged for its recordings."""

from dataclasses import dataclass, field, replace

from bot.domain.recording import Wish
from bot.domain.vocabulary import Vocabulary

DETECTED = "auto"  # a language that somebody asked to have detected, whatever the channel's rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """For every recording of a channel, unless somebody asks for something else.

    `provider` and `language` are None where nothing is arranged. `failover`: when the service
    certainly cannot take a recording, another one does; not where somebody named the service.
    """

    provider: str | None = None
    language: str | None = None
    speakers: bool = True
    failover: bool = False
    vocabulary: Vocabulary = field(default_factory=Vocabulary)

    def applied(self, wish: Wish) -> Wish:
        """What is wished, where nothing is said as it is arranged."""
        language = wish.language or self.language
        return replace(
            wish,
            provider=wish.provider or self.provider,
            failover=self.failover and wish.provider is None,
            vocabulary=self.vocabulary,
            language=None if language == DETECTED else language,
            speakers=wish.speakers and (self.speakers or wish.voices is not None),
        )
