"""What is asked of a new job, checked field by field ("Create a Transcription Job")."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.sandbox.providers.tuplets import languages
from bot.sandbox.providers.tuplets.analytics import Analytics, read_analytics
from bot.sandbox.providers.tuplets.money import Features
from bot.sandbox.providers.tuplets.refused import Refused

_FIELDS = frozenset(
    {
        "remote_url",
        "uploaded_audio_key",
        "uploaded_audio_token",
        "language",
        "transcription_model",
        "diarization",
        "speaker_embeddings",
        "pii_processing",
        "analytics",
    }
)
_BOOLEANS = {"": False, "true": True, "1": True, "false": False, "0": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A checked request: where the recording is, and what to do with it."""

    remote_url: str | None
    upload: tuple[str, str] | None  # key and token
    language: str
    model: str
    diarization: bool
    embeddings: bool
    pii: bool
    analytics: Analytics | None

    @property
    def features(self) -> Features:
        """What is charged for."""
        asked = {self.model}
        if self.diarization:
            asked.add("diarization")
        if self.pii:
            asked.add("pii")
        if self.analytics and self.analytics.profile:
            asked.add(self.analytics.profile)
        if self.analytics and self.analytics.fields:
            asked.add("custom")
        return frozenset(asked)


def read_order(form: Mapping[str, str], *, has_file: bool) -> Order:
    """The order in a form. Raises Refused."""
    unknown = form.keys() - _FIELDS
    if unknown:
        raise Refused(400, f"Unknown field: {', '.join(sorted(unknown))}.")
    remote_url, upload = _read_source(form, has_file=has_file)
    order = Order(
        remote_url=remote_url,
        upload=upload,
        language=form.get("language") or languages.AUTO,
        model=form.get("transcription_model") or "standard",
        diarization=_read_boolean(form, "diarization"),
        embeddings=_read_boolean(form, "speaker_embeddings"),
        pii=_read_boolean(form, "pii_processing"),
        analytics=read_analytics(form.get("analytics")),
    )
    _check(order)
    return order


def _read_source(
    form: Mapping[str, str], *, has_file: bool
) -> tuple[str | None, tuple[str, str] | None]:
    url, key, token = (
        form.get(name) or None
        for name in ("remote_url", "uploaded_audio_key", "uploaded_audio_token")
    )
    if sum((has_file, url is not None, key is not None)) != 1:
        raise Refused(400, "Provide exactly one of audio_file, remote_url or uploaded_audio_key.")
    if (key is None) != (token is None):
        raise Refused(400, "uploaded_audio_key must be paired with uploaded_audio_token.")
    return url, (key, token) if key and token else None


def _read_boolean(form: Mapping[str, str], name: str) -> bool:
    try:
        return _BOOLEANS[form.get(name, "").lower()]
    except KeyError:
        raise Refused(400, f"{name} must be true or false.") from None


def _check(order: Order) -> None:
    known = languages.BY_MODEL.get(order.model)
    if known is None:
        raise Refused(400, "transcription_model must be standard or premium.")
    if order.language != languages.AUTO and order.language not in known:
        raise Refused(
            400, f"Language '{order.language}' is not supported by the {order.model} model."
        )
    if order.embeddings and not (order.model == "premium" and order.diarization):
        raise Refused(
            400, "speaker_embeddings requires transcription_model=premium and diarization=true."
        )
