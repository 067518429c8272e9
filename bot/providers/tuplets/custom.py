"""The answers to a pack's or an own schema's fields, as a section of the notes."""

from collections.abc import Iterator, Mapping

from bot.domain.notes import Section
from bot.providers.tuplets import wire

OWN = "Your questions"


def section(custom: wire.Custom | None, labels: Mapping[str, str]) -> tuple[Section, ...]:
    """What was answered, field by field; nothing where nothing was.

    `labels` are those of an own schema's fields, by their keys.
    """
    if custom is None or not custom.fields:
        return ()
    lines = tuple(_lines(custom.fields, labels))
    title = _readable(custom.domain) if custom.domain else OWN
    return (Section(title=title, lines=lines),) if lines else ()


def _lines(fields: Mapping[str, wire.Answer | None], labels: Mapping[str, str]) -> Iterator[str]:
    for key, answer in fields.items():
        if answer is not None and answer.status == "matched" and (said := _said(answer)):
            yield f"{labels.get(key) or _readable(key)}: {said}"


def _said(answer: wire.Answer) -> str:
    if answer.value is not None:
        return _value(answer.value)
    chosen = [option for option in answer.selected or () if option is not None]
    return ", ".join(option.label or _readable(option.code or "") for option in chosen)


def _value(value: bool | float) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}"


def _readable(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()
