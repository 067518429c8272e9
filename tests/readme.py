"""Writes what the README says of settings, services and the map from the code itself.

`python -m tests.readme` fills the places between the markers `<!-- name -->` and `<!-- /name -->`;
a test fails when they are out of date.
"""

import ast
import importlib
import re
from collections.abc import Iterator
from math import isinf
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.config import Settings
from bot.domain.ports import CancelMoney, Traits
from bot.providers import ADAPTERS
from bot.providers.openai.settings import SpeechSettings

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BOT = ROOT / "bot"

# The path of a recording; what is not named here follows in the order of the alphabet.
STORY = ("slack", "jobs", "media", "providers", "render", "store", "web", "domain", "http")
# Of whose models and servers there are many: what one of them can do.
EXAMPLES = {
    "openai": (SpeechSettings(speech_url="http://localhost/v1"),),
    "local": ("model", None),
}
COSTS = {
    CancelMoney.BILLED: "the whole recording",
    CancelMoney.REFUNDED: "nothing",
    CancelMoney.UNKNOWN: "not documented",
    None: "not possible",
}


def main() -> None:
    README.write_text(filled(README.read_text(encoding="utf-8")), encoding="utf-8")


def filled(text: str) -> str:
    """The text with everything between its markers as the code says."""
    for name, content in (("settings", settings()), ("providers", providers()), ("map", rooms())):
        pattern = rf"(<!-- {name} -->\n).*?(<!-- /{name} -->)"
        text, count = re.subn(
            pattern, lambda found, body=content: found[1] + body + found[2], text, flags=re.DOTALL
        )
        assert count == 1, f"README.md has no place, or several, for `{name}`"
    return text


def settings() -> str:
    """Every setting of this version: name, meaning, default."""
    own = [name for name in Settings.model_fields if name in Settings.__annotations__]
    services = [name for name in Settings.model_fields if name not in own]
    rows = [
        (f"`{name.upper()}`", _sentence(field), _default(field))
        for name in own + services
        for field in (Settings.model_fields[name],)
    ]
    return _table(("setting", "meaning", "default"), rows)


def providers() -> str:
    """Every service and tier: what it takes, what it makes, what it costs to stop."""
    folders = [BOT / "providers" / name for name in ADAPTERS]
    rows = [row for folder in folders for row in _tiers(folder)]
    header = (
        *("service", "longest", "largest", "languages", "notes from"),
        *("redacts", "told how many speakers", "takes links", "cancelling costs"),
        "switched on by",
    )
    return _table(header, rows)


def rooms() -> str:
    """What is where: the first line of every package's and module's docstring."""
    paths = [*_folders(BOT), *(p for p in BOT.glob("*.py") if not p.stem.startswith("__"))]
    paths.sort(key=lambda path: (_place(path.stem), path.is_file(), path.stem))
    rows = [(f"`bot/{path.name}{'/' if path.is_dir() else ''}`", _says(path)) for path in paths]
    return _table(("room", "what it is for"), rows)


def _sentence(field: FieldInfo) -> str:
    assert field.description, "every setting says what it is for"
    return field.description


def _default(field: FieldInfo) -> str:
    value = field.default
    if value is None or value == "" or isinstance(value, SecretStr):
        return ""
    return f"`{value if not isinstance(value, Path) else f'./{value}'}`"


def _tiers(folder: Path) -> Iterator[tuple[str, ...]]:
    module = importlib.import_module(f"bot.providers.{folder.name}.traits")
    tiers = [(name, value) for name, value in vars(module).items() if isinstance(value, Traits)]
    tiers = tiers or [("", module.traits_of(*EXAMPLES[folder.name]))]
    for name, traits in tiers:
        tier = f", {name.lower()}" if len(tiers) > 1 else ""
        yield (
            traits.label + tier,
            _duration(traits.max_seconds),
            _size(traits.max_bytes),
            "any" if traits.languages is None else str(len(traits.languages)),
            _duration(traits.notes_min_seconds),
            _redacts(traits.redact_languages),
            "{} to {}".format(*traits.speaker_counts) if traits.speaker_counts else "no",
            "yes" if traits.takes_links else "we fetch them",
            COSTS[traits.cancel_money] if traits.unit else "nothing",
            _needed(folder.name),
        )


def _redacts(languages: frozenset[str] | None) -> str:
    return "yes" if languages is None else " ".join(sorted(languages)) or "no"


def _needed(service: str) -> str:
    """The settings that switch a service on."""
    groups = ADAPTERS[service].needs
    return ", ".join(" or ".join(f"`{name.upper()}`" for name in group) for group in groups)


def _duration(seconds: float) -> str:
    if isinf(seconds):
        return "no"
    for unit, size in (("h", 3600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:g} {unit}"
    return f"{seconds:g} s"


def _size(amount: int) -> str:
    for unit, size in (("GB", 10**9), ("MB", 10**6)):
        if amount >= size:
            return f"{amount / size:g} {unit}"
    return f"{amount} bytes"


def _folders(parent: Path) -> list[Path]:
    return sorted(path.parent for path in parent.glob("*/__init__.py"))


def _place(name: str) -> int:
    return STORY.index(name) if name in STORY else len(STORY)


def _says(path: Path) -> str:
    source = path / "__init__.py" if path.is_dir() else path
    words = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))
    assert words, f"{source.relative_to(ROOT)} has no docstring"
    return words.splitlines()[0]


def _table(header: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(_cell(cell) for cell in line)} |\n" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


if __name__ == "__main__":
    main()
