"""What is asked of the server, checked field by field."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.sandbox.providers.openai.refused import Refused

EXTENSIONS = frozenset({"flac", "mp3", "mp4", "mpeg", "mpga", "m4a", "ogg", "wav", "webm"})
_FIELDS = frozenset(
    {"model", "language", "response_format", "timestamp_granularities[]", "chunking_strategy"}
)
_CODE = range(2, 4)  # letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A checked request."""

    model: str
    response_format: str
    language: str | None


def read_order(
    form: Mapping[str, str], filename: str | None, formats: Collection[str], models: Collection[str]
) -> Order:
    """The order in a form. Raises Refused."""
    if unknown := form.keys() - _FIELDS:
        raise Refused(400, f"Unrecognized request argument supplied: {', '.join(sorted(unknown))}")
    if not form.get("model"):
        raise Refused(400, "you must provide a model parameter")
    if filename is None:
        raise Refused(400, "you must provide a file", param="file")
    model = form["model"]
    if model not in models:
        raise Refused(
            404,
            f"The model `{model}` does not exist or you do not have access to it.",
            code="model_not_found",
        )
    asked = form.get("response_format", "json")
    _check_format(form, asked, formats)
    _check_name(filename)
    language = form.get("language")
    if language is not None and (len(language) not in _CODE or not language.isalpha()):
        raise Refused(400, f"Language '{language}' is not supported.", param="language")
    return Order(model=model, response_format=asked, language=language)


def _check_format(form: Mapping[str, str], asked: str, formats: Collection[str]) -> None:
    model = form["model"]
    if asked not in formats or (asked == "diarized_json") > ("diarize" in model):
        others = " or ".join(f"'{one}'" for one in formats)
        raise Refused(
            400,
            f"response_format '{asked}' is not compatible with model '{model}'. Use {others} instead.",
            param="response_format",
            code="unsupported_value",
        )
    if "timestamp_granularities[]" in form and asked != "verbose_json":
        raise Refused(
            400, "timestamp_granularities needs verbose_json", param="timestamp_granularities"
        )
    if "diarize" in model and form.get("chunking_strategy") != "auto":
        raise Refused(
            400,
            "chunking_strategy is required for diarization models",
            param="chunking_strategy",
            code="invalid_value",
        )


def _check_name(filename: str) -> None:
    extension = PurePosixPath(filename.lower()).suffix[1:]
    if extension not in EXTENSIONS:
        supported = ", ".join(f"'{one}'" for one in sorted(EXTENSIONS))
        raise Refused(400, f"Invalid file format. Supported formats: [{supported}]", param="file")
