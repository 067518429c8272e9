"""The models of the local engine: which there are, and what is to be in a model's directory."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from bot.domain.errors import Fault, NeedsOperator

ROUGH = "pocketsphinx"
VAD = "silero_vad.onnx"
SPEAKERS = "speakers"


class Family(StrEnum):
    """Kinds of models: each has its files and its way to be loaded."""

    SPHINX = ROUGH
    TRANSDUCER = "transducer"
    WHISPER = "whisper"
    MOONSHINE = "moonshine"
    SENSE_VOICE = "sense_voice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A model that is whole. `files` by their role; `told`: the languages it may be told of."""

    family: Family
    files: Mapping[str, Path]
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Diarizer:
    """What tells voices apart. `alike`: the cosine from which two embeddings are of one voice."""

    files: Mapping[str, Path]
    alike: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file to be downloaded; `size` is in bytes."""

    url: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """The file's."""
        return self.url.rpartition("/")[2]


_RELEASES = "https://github.com/k2-fsa/sherpa-onnx/releases/download"
_RELEASE = f"{_RELEASES}/asr-models"

# The sums as several projects that pull the same files publish them, each alike in many places;
# most releases have a list of their own, `checksum.txt`.
DETECTOR = Asset(
    url=f"{_RELEASE}/{VAD}",
    sha256="9e2449e1087496d8d4caba907f23e0bd3f78d91fa552479bb9c23ac09cbb1fd6",
    size=643_854,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset:
    """A model to be pulled: an archive, which holds `files` among others, and one file beside it.

    `languages`: None is any.
    """

    archive: Asset
    files: tuple[str, ...]
    languages: frozenset[str] | None
    licence: str
    beside: Asset = DETECTOR

    @property
    def size(self) -> int:
        """Bytes to download."""
        return self.archive.size + self.beside.size


_SENSE_VOICE = frozenset({"zh", "en", "ja", "ko", "yue"})
_WHISPER = (
    "af am ar as az ba be bg bn bo br bs ca cs cy da de el en es et eu fa fi fo fr gl gu ha haw "
    "he hi hr ht hu hy id is it ja ka kk km kn ko la lb ln lo lt lv mg mi mk ml mn mr ms mt my "
    "ne nl nn no oc pa pl ps pt ro ru sa sd si sk sl sn so sq sr su sv sw ta te tg th tk tl tr "
    "tt uk ur uz vi yi yo zh"
)
_EUROPE = "bg hr cs da nl en et fi fr de el hu it lv lt mt pl pt ro ru sk sl es sv uk"

PRESETS: Mapping[str, Preset] = {
    "parakeet": Preset(
        archive=Asset(
            url=f"{_RELEASE}/sherpa-onnx-nemo-parakeet-tdt-0.6b-v3-int8.tar.bz2",
            sha256="5793d0fd397c5778d2cf2126994d58e9d56b1be7c04d13c7a15bb1b4eafb16bf",
            size=487_170_055,
        ),
        files=("encoder.int8.onnx", "decoder.int8.onnx", "joiner.int8.onnx", "tokens.txt"),
        languages=frozenset(_EUROPE.split()),
        licence="CC-BY-4.0 (NVIDIA)",
    ),
    "whisper": Preset(
        archive=Asset(
            url=f"{_RELEASE}/sherpa-onnx-whisper-small.tar.bz2",
            sha256="486a46afbb7ba798507190ffe02fea2dd726049af212e774537efac6afb210a6",
            size=639_387_718,
        ),
        files=("small-encoder.int8.onnx", "small-decoder.int8.onnx", "small-tokens.txt"),
        languages=frozenset(_WHISPER.split()),
        licence="MIT (OpenAI)",
    ),
    "moonshine": Preset(
        archive=Asset(
            url=f"{_RELEASE}/sherpa-onnx-moonshine-base-en-quantized-2026-02-27.tar.bz2",
            sha256="43232c1d13013d37317163baec3135bd771a186a4356f28c889bab453bb0e891",
            size=111_266_225,
        ),
        files=("encoder_model.ort", "decoder_model_merged.ort", "tokens.txt"),
        languages=frozenset({"en"}),
        licence="MIT (Useful Sensors)",
    ),
    "sensevoice": Preset(
        archive=Asset(
            url=f"{_RELEASE}/sherpa-onnx-sense-voice-zh-en-ja-ko-yue-int8-2024-07-17.tar.bz2",
            sha256="7d1efa2138a65b0b488df37f8b89e3d91a60676e416f515b952358d83dfd347e",
            size=163_002_883,
        ),
        files=("model.int8.onnx", "tokens.txt"),
        languages=_SENSE_VOICE,
        licence="FunASR Model License 1.1 (Alibaba)",
    ),
}

# NeMo takes two recordings for one person's from a score of 0.7 on, which is (cosine + 1) / 2:
# `EncDecSpeakerLabelModel.verify_speakers` in its `label_models.py`.
_ALIKE = 0.4
DIARIZER = Preset(
    archive=Asset(
        url=f"{_RELEASES}/speaker-segmentation-models/sherpa-onnx-pyannote-segmentation-3-0.tar.bz2",
        sha256="24615ee884c897d9d2ba09bb4d30da6bb1b15e685065962db5b02e76e4996488",
        size=6_958_444,
    ),
    files=("model.onnx",),
    beside=Asset(
        url=f"{_RELEASES}/speaker-recongition-models/nemo_en_titanet_small.onnx",  # as it is spelt
        sha256="ad4a1802485d8b34c722d2a9d04249662f2ece5d28a7a039063ca22f515a789e",
        size=40_257_283,
    ),
    languages=None,
    licence="MIT (CNRS), Apache-2.0 (NVIDIA)",
)

PULLED: Mapping[str, Preset] = {**PRESETS, SPEAKERS: DIARIZER}

# What a model's directory holds, role by role.
_ROLES: Mapping[Family, Mapping[str, str]] = {
    Family.TRANSDUCER: {
        "encoder": "encoder*.onnx",
        "decoder": "decoder*.onnx",
        "joiner": "joiner*.onnx",
        "tokens": "tokens.txt",
    },
    Family.WHISPER: {
        "encoder": "*-encoder*.onnx",
        "decoder": "*-decoder*.onnx",
        "tokens": "*-tokens.txt",
    },
    Family.MOONSHINE: {
        "encoder": "encoder_model.ort",
        "decoder": "decoder_model_merged.ort",
        "tokens": "tokens.txt",
    },
    Family.SENSE_VOICE: {"model": "model*.onnx", "tokens": "tokens.txt"},
}

_TELLS_APART = {"segmentation": "model*.onnx", "embedding": DIARIZER.beside.name}

# The others detect it; who is told of one that it does not know ends at once.
_TOLD: Mapping[Family, frozenset[str]] = {
    Family.WHISPER: frozenset(_WHISPER.split()),
    Family.SENSE_VOICE: _SENSE_VOICE,
}


def languages_of(name: str) -> frozenset[str] | None:
    """The languages of what LOCAL_MODEL names; None: any, for all we know."""
    if name == ROUGH:
        return frozenset({"en"})
    return PRESETS[name].languages if name in PRESETS else None


def pulled(folder: Path) -> Path:
    """Where pulled models lie in the engine's folder, each in a directory of its name."""
    return folder / "models"


def find(name: str, folder: Path) -> Model:
    """What LOCAL_MODEL names, whole and with its engine installed. Blocks.

    Raises NeedsOperator with what is missing.
    """
    if name == ROUGH:
        _need(ROUGH, "demo")
        return Model(family=Family.SPHINX, files={})
    model = _whole(_directory(name, folder))
    _need("sherpa_onnx", "local")
    return model


def find_speakers(name: str, folder: Path) -> Diarizer | None:
    """What tells speakers apart for this model, if it is there: with the model, or pulled. Blocks."""
    if name == ROUGH:
        return None
    for place in (_place(name, folder) / SPEAKERS, pulled(folder) / SPEAKERS):
        files = _files(place, _TELLS_APART)
        if len(files) == len(_TELLS_APART):
            return Diarizer(files=files, alike=_ALIKE)
    return None


def _need(package: str, extra: str) -> None:
    if importlib.util.find_spec(package) is None:
        raise _refusal(
            f"LOCAL_MODEL needs the package {package.replace('_', '-')}: install the extra "
            f"[{extra}], as in `uv run --extra {extra} threadscribe run`"
        )


def _place(name: str, folder: Path) -> Path:
    return pulled(folder) / name if name in PRESETS else Path(name)


def _directory(name: str, folder: Path) -> Path:
    directory = _place(name, folder)
    if directory.is_dir():
        return directory
    if name in PRESETS:
        raise _refusal(f"{name} is not here yet: `threadscribe models pull {name}`")
    known = ", ".join((*PRESETS, ROUGH))
    raise _refusal(f"LOCAL_MODEL is neither a directory nor one of {known}")


def _whole(folder: Path) -> Model:
    """The model in a directory: of the kind of which the least is missing."""
    found = {family: _files(folder, roles) for family, roles in _ROLES.items()}
    family = min(found, key=lambda one: (len(found[one]) < len(_ROLES[one]), -len(found[one])))
    files = found[family] | _files(folder, {"vad": VAD})
    wanted = {**_ROLES[family], "vad": VAD}
    if lacking := [pattern for role, pattern in wanted.items() if role not in files]:
        raise _refusal(f"LOCAL_MODEL: {folder} lacks {', '.join(lacking)}")
    return Model(family=family, files=files, told=_TOLD.get(family, frozenset()))


def _files(folder: Path, roles: Mapping[str, str]) -> dict[str, Path]:
    """Of several files for one role the small one: `int8`."""
    matches = {role: sorted(folder.glob(pattern), key=_large) for role, pattern in roles.items()}
    return {role: paths[0] for role, paths in matches.items() if paths}


def _large(path: Path) -> tuple[bool, str]:
    return "int8" not in path.name, path.name


def _refusal(says: str) -> NeedsOperator:
    return NeedsOperator(f"local: {says}", Fault.NOT_INSTALLED)
