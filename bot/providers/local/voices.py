"""Tells the voices of a recording apart, for the listener: like it, no part of the bot.

sherpa-onnx's diarization (pyannote's segmentation, which hears one voice follow another within a
stretch of speech, then clustering) errs less than an embedding for each stretch would, but takes
its sound whole. So it gets pieces of ten minutes at most, cut where nobody speaks, and whoever
spoke in one piece is known again in the next by the embedding of the voice. Those vectors are in
this process's memory alone: they are never written anywhere and end with the recording.
"""

import array
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

_RATE = 16_000
_OPEN = 30.0  # seconds: whatever is still being said began no longer ago
_SHIFT = (
    0.2  # of the 10 s looked at: each moment is seen five times instead of ten, for half the work
)
_ENOUGH = 30.0  # seconds of a voice by which it is known
# Who spoke in a piece for less than 5 s and a tenth of all is taken for the likest of the others,
# as pyannote does with small clusters (`min_cluster_size` of its pipelines).
_FEW, _PART = 5.0, 0.1

_Samples = array.array  # of floats
_Hear = Callable[[Iterator[bytes]], Iterator[Any]]


@dataclass(frozen=True, slots=True)
class _Turn:
    start: float  # seconds
    end: float
    voice: int

    @property
    def seconds(self) -> float:
        return self.end - self.start


class Voices:
    """Who spoke when; what this holds does not grow with the recording.

    `plan` is JSON: the files `segmentation` and `embedding`; `alike`, the cosine from which two
    embeddings are of one voice; `count` of the voices, or null; `most` voices that there may be;
    `piece`, the most seconds of sound in one. `tell` hears of every second that is done.
    """

    def __init__(
        self,
        plan: dict[str, Any],
        tell: Callable[[float], None],
        floats: Callable[[bytes], "_Samples[float]"],
    ) -> None:
        import sherpa_onnx  # noqa: PLC0415 - not a part of every installation

        self._count, self._alike = plan["count"], plan["alike"]
        self._most = plan["count"] or plan["most"]
        self._longest = int(plan["piece"] * _RATE)  # samples
        self._tell, self._floats = tell, floats
        self._config = _config(sherpa_onnx, plan)
        self._diarization = sherpa_onnx.OfflineSpeakerDiarization(self._config)
        self._extractor = sherpa_onnx.SpeakerEmbeddingExtractor(self._config.embedding)
        self._known: list[list[float]] = []  # the sum of each voice's embeddings
        self._sound: _Samples[float] = array.array("f")  # the piece ...
        self._since = 0.0  # ... from this second of the recording on ...
        self._said: list[Any] = []  # ... with what is said in it ...
        self._told: list[Any] = []  # ... and what was said before it, by whom

    def apart(self, hear: _Hear, sound: Iterator[bytes]) -> Iterator[Any]:
        """What is heard in a sound, each with its `voice`, piece by piece."""
        for said in hear(self._kept(sound)):
            self._said.append(said)
            yield from self._taken()
        self._settle(len(self._sound), last=True)
        yield from self._taken()

    def _kept(self, sound: Iterator[bytes]) -> Iterator[bytes]:
        for second in sound:
            self._sound.extend(self._floats(second))
            if len(self._sound) >= self._longest:
                self._settle(self._pause())
            yield second

    def _pause(self) -> int:
        """How many samples end where nobody speaks: what was said is over, what is said is later."""
        over = self._said[-1].end - self._since if self._said else 0.0
        return int(max(over * _RATE, len(self._sound) - _OPEN * _RATE))

    def _taken(self) -> Iterator[Any]:
        taken, self._told = self._told, []
        return iter(taken)

    def _settle(self, size: int, *, last: bool = False) -> None:
        """Tell who spoke in the first samples, and let go of them."""
        piece = self._sound[:size]
        del self._sound[:size]
        turns = self._turns(piece, whole=last and not self._known)
        for said in self._said:
            voice = _voice(said.start - self._since, said.end - self._since, turns)
            self._told.append(replace(said, voice=voice))
        self._said.clear()
        self._since += len(piece) / _RATE

    def _turns(self, piece: "_Samples[float]", *, whole: bool) -> list[_Turn]:
        """Who speaks when in a piece, the voices as the recording has them."""
        if whole and self._count:
            turns = self._heard(piece, self._count)
            if 1 < len({t.voice for t in turns}) <= self._count:
                return turns  # told of more voices than it has looks, sherpa-onnx finds only one
        turns = self._heard(piece)
        names = self._names(piece, turns)
        return [replace(t, voice=name) for t in turns if (name := names[t.voice]) is not None]

    def _heard(self, piece: "_Samples[float]", count: int = -1) -> list[_Turn]:
        """Who speaks when, numbered for this piece alone; there are so many, or as many as it finds."""
        self._config.clustering.num_clusters = count
        self._diarization.set_config(self._config)
        left = seconds = len(piece) / _RATE

        def step(_: int, of: int) -> int:
            nonlocal left
            left -= seconds / of
            self._tell(seconds / of)
            return 0  # go on

        found = self._diarization.process(piece, step).sort_by_start_time()
        self._tell(left)
        return [_Turn(t.start, t.end, t.speaker) for t in found]

    def _names(self, piece: "_Samples[float]", turns: Sequence[_Turn]) -> dict[int, int | None]:
        """Which voices of the recording those of a piece are, beginning with who speaks most."""
        voices: dict[int, list[_Turn]] = {}
        for turn in turns:
            voices.setdefault(turn.voice, []).append(turn)
        spoke = {voice: sum(t.seconds for t in turns) for voice, turns in voices.items()}
        few = min(_FEW, _PART * sum(spoke.values()))
        return {
            voice: self._name(self._embedding(piece, voices[voice]), new=spoke[voice] >= few)
            for voice in sorted(spoke, key=lambda voice: -spoke[voice])
        }

    def _name(self, embedding: list[float] | None, *, new: bool) -> int | None:
        """The voice with this embedding, which may be a new one."""
        if embedding is None:
            return None
        alike = [_cosine(embedding, known) for known in self._known]
        likest = max(range(len(alike)), key=alike.__getitem__, default=None)
        if likest is not None and alike[likest] >= self._alike:
            known = self._known[likest]
            self._known[likest] = [a + b for a, b in zip(known, embedding, strict=True)]
        elif new and len(self._known) < self._most:
            self._known.append(embedding)
            return len(self._known) - 1
        return likest

    def _embedding(self, piece: "_Samples[float]", turns: Sequence[_Turn]) -> list[float] | None:
        """Of one voice, by its longest turns, of length one; None where they do not do."""
        stream, left = self._extractor.create_stream(), _ENOUGH
        for turn in sorted(turns, key=lambda turn: -turn.seconds):
            end = min(turn.end, turn.start + left)
            stream.accept_waveform(_RATE, piece[int(turn.start * _RATE) : int(end * _RATE)])
            left = max(0.0, left - turn.seconds)
        stream.input_finished()
        if not self._extractor.is_ready(stream):
            return None
        vector = self._extractor.compute(stream)
        length = math.hypot(*vector)
        return [x / length for x in vector] if length > 0 else None  # which not-a-number is not


def _config(kinds: Any, plan: dict[str, Any]) -> Any:
    threads = plan["threads"]
    pyannote = kinds.OfflineSpeakerSegmentationPyannoteModelConfig(plan["segmentation"], _SHIFT)
    return kinds.OfflineSpeakerDiarizationConfig(
        segmentation=kinds.OfflineSpeakerSegmentationModelConfig(pyannote, num_threads=threads),
        embedding=kinds.SpeakerEmbeddingExtractorConfig(plan["embedding"], num_threads=threads),
        clustering=kinds.FastClusteringConfig(num_clusters=-1, threshold=1 - plan["alike"]),
    )


def _voice(start: float, end: float, turns: Sequence[_Turn]) -> int | None:
    """Who speaks most in that time."""
    spoke: dict[int, float] = {}
    for turn in turns:
        shared = min(end, turn.end) - max(start, turn.start)
        if shared > 0:
            spoke[turn.voice] = spoke.get(turn.voice, 0.0) + shared
    return max(spoke, key=spoke.__getitem__, default=None)


def _cosine(unit: Sequence[float], known: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(unit, known, strict=True)) / math.hypot(*known)
