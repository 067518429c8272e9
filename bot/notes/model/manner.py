"""How an endpoint wants to be asked, as far as we have learned: remembered over restarts."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, ValidationError

WINDOW = 24_000  # tokens that a model is taken to read and write at once until it shows otherwise
_LEAST_WINDOW = 2_000
_SIZES = tuple(2**power for power in range(11, 18))  # of windows, as they are set
_FAR_BELOW, _NEAR = 0.55, 0.9  # of our own count: no tokenizer is so much thriftier
_SOME = 1_000
_ROOM, _MOST_ROOM = 4_000, 16_000  # tokens for an answer; a model that thinks aloud needs more
_LIMITS = ("max_tokens", "max_completion_tokens")  # OpenAI's newer models refuse the old name
_TEMPERATURE = "temperature"


class Dialect(StrEnum):
    """Ways of having an answer in a given form, the surest first."""

    SCHEMA = "schema"  # response_format json_schema, strict
    TOOL = "tool"  # the answer is a tool's arguments, and the tool is forced
    OBJECT = "object"  # response_format json_object
    PROMPT = "prompt"  # only asked for in words
    BARE = "bare"  # the same, with no field but the model and the messages


class Manner(BaseModel):
    """What is known of one endpoint and model.

    `proven`: its dialect was honoured once; before that, an answer that does not fit speaks
    against the dialect. `window` and `room` are in tokens.
    """

    model_config = ConfigDict(frozen=True)

    dialect: Dialect
    proven: bool = False
    without: frozenset[str] = frozenset()
    window: int = WINDOW
    room: int = _ROOM

    @classmethod
    def of(cls, text: str | None, first: Dialect) -> "Manner":
        """As it was kept; as for a stranger when nothing readable was."""
        try:
            return cls.model_validate_json(text or "")
        except ValidationError:
            return cls(dialect=first)

    @property
    def longest(self) -> int:
        """Tokens that an answer may have."""
        return min(self.room, self.window // 4)

    @property
    def limit_field(self) -> str | None:
        """What it calls the limit of an answer."""
        if self.dialect is Dialect.BARE:
            return None
        names = (name for name in _LIMITS if name not in self.without)
        return next(names, None)

    @property
    def tempered(self) -> bool:
        """Whether it may be told to leave nothing to chance."""
        return self.dialect is not Dialect.BARE and _TEMPERATURE not in self.without

    def dropping(self, said: str) -> "Manner | None":
        """Without the field that a refusal names, if it is one that can be left out."""
        sent = (self.limit_field, _TEMPERATURE if self.tempered else None)
        for name in sent:
            if name is not None and name in said:
                return self.model_copy(update={"without": self.without | {name}})
        return None

    def next(self, ladder: tuple[Dialect, ...]) -> "Manner | None":
        """In the next dialect; None after the last."""
        later = ladder[ladder.index(self.dialect) + 1 :] if self.dialect in ladder else ladder
        return self.model_copy(update={"dialect": later[0], "proven": False}) if later else None

    def reads(self, sent: int, told: int) -> bool:
        """Whether it read all of about `sent` tokens, when it tells that it read `told`.

        Ollama drops silently what is beyond its `num_ctx`, and then tells that size. A count below
        a thousand is of something else: of what it had not read before.
        """
        if told < _SOME:
            return True
        if told < sent * _FAR_BELOW or told >= self.window:
            return False
        return not any(abs(told - size) <= 1 and sent > size * _NEAR for size in _SIZES)

    def smaller(self, sent: int, told: int | None = None) -> "Manner | None":
        """For a model that did not read all of `sent` tokens; None when it reads hardly any."""
        if told is None:  # it said so itself, and counts the room for its answer
            window = min(self.window, sent + self.longest) // 2
        else:
            window = min(told, self.window * 3 // 4)
        return self.model_copy(update={"window": window}) if window >= _LEAST_WINDOW else None

    def roomier(self) -> "Manner | None":
        """For a model that used up its room before it said anything."""
        roomier = self.model_copy(update={"room": min(self.room * 2, _MOST_ROOM)})
        return roomier if roomier.longest > self.longest else None
