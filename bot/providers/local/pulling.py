"""Getting models: only when somebody asks for one, checked, and put in its place whole.

What lies in a pulled model's directory is held to the sums that were taken when it was unpacked.
"""

import asyncio
import hashlib
import json
import shutil
import tarfile
from collections.abc import AsyncIterable, Callable, Mapping
from pathlib import Path, PurePosixPath

from yarl import URL

from bot.domain.errors import Fault, NeedsOperator, Transient
from bot.http import Http
from bot.providers.local.models import PULLED, Asset, Preset

_LONGEST = 4 * 3600.0  # seconds for one download
_CHUNK = 1024 * 1024
_OK = 200
_SUMS = "sums.json"
_NONE: Mapping[str, str] = {}


async def pull(preset: Preset, place: Path, http: Http, stop: Callable[[], bool]) -> None:
    """Download a model and put it there, in the place of what was there.

    Raises NeedsOperator, Transient, Rejected, Stopped.
    """
    half = place.with_name(f"{place.name}.half")
    try:
        await asyncio.to_thread(_make_room, half)
        await _download(preset.archive, half / "archive", http, stop)
        await _download(preset.beside, half / preset.beside.name, http, stop)
        await asyncio.to_thread(_unpack, half, preset)
        await asyncio.to_thread(_settle, half, place)
    except OSError as error:
        raise NeedsOperator("models: DATA_DIR is full or broken", Fault.INTERNAL) from error
    finally:
        await asyncio.to_thread(shutil.rmtree, half, ignore_errors=True)


def listing(pulled: Path) -> list[str]:
    """A line for each model that there is, with its size to download. Blocks."""
    return [_described(name, preset, pulled) for name, preset in PULLED.items()]


def spoilt(place: Path) -> list[str]:
    """The files of a pulled model that are not as they were. Blocks."""
    try:
        sums: dict[str, str] = json.loads((place / _SUMS).read_bytes())
    except (OSError, ValueError):
        return [_SUMS]
    return [name for name, known in sums.items() if _sum(place / name) != known]


def _described(name: str, preset: Preset, pulled: Path) -> str:
    here = "pulled" if (pulled / name).is_dir() else ""
    megabytes = f"{preset.size / 1e6:.0f} MB"
    tongues = _tongues(preset.languages)
    return f"{name:<11} {megabytes:>6}  {here:<6}  {tongues}; {preset.licence}"


def _tongues(codes: frozenset[str] | None) -> str:
    if codes is None:
        return "any language"
    return f"{len(codes)} languages" if len(codes) > 5 else " ".join(sorted(codes))  # noqa: PLR2004 - what fits


def _make_room(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


async def _download(asset: Asset, path: Path, http: Http, stop: Callable[[], bool]) -> None:
    over = asyncio.get_running_loop().time() + _LONGEST

    def ended() -> bool:
        return stop() or asyncio.get_running_loop().time() > over

    def admit(hop: URL) -> Mapping[str, str]:
        http.guard.parse(str(hop))
        return _NONE

    url = http.guard.parse(asset.url)
    async with http.guarded.get(url, admit, ended, Fault.LINK_UNREACHABLE) as download:
        if download.status != _OK:
            raise Transient(f"models: {url.host} answers with status {download.status}")
        found = await _written(download, path, asset.size)
    if found != asset.sha256:
        message = f"models: what {url.host} sent is not the file that was published"
        raise NeedsOperator(message, Fault.INTERNAL)


async def _written(chunks: AsyncIterable[bytes], path: Path, most: int) -> str:
    """Write what comes, at most so many bytes; its sum."""
    digest, size = hashlib.sha256(), 0
    file = await asyncio.to_thread(path.open, "wb")
    try:
        async for chunk in chunks:
            size += len(chunk)
            if size > most:
                break
            digest.update(chunk)
            await asyncio.to_thread(file.write, chunk)
    finally:
        await asyncio.to_thread(file.close)
    return digest.hexdigest()


def _unpack(half: Path, preset: Preset) -> None:
    """Only what is wanted, by its last name, so that nothing lands elsewhere."""
    wanted, beside = preset.files, preset.beside.name
    sums = {beside: _sum(half / beside)}
    archive = half / "archive"
    with tarfile.open(archive) as packed:
        for member in packed:
            name = PurePosixPath(member.name).name
            inside = packed.extractfile(member) if name in wanted and member.isfile() else None
            if inside is not None:
                with inside, (half / name).open("wb") as file:
                    shutil.copyfileobj(inside, file, _CHUNK)
                sums[name] = _sum(half / name)
    if lacking := set(wanted) - set(sums):
        message = f"models: the archive lacks {', '.join(sorted(lacking))}"
        raise NeedsOperator(message, Fault.INTERNAL)
    archive.unlink()
    (half / _SUMS).write_text(json.dumps(sums, indent=1), encoding="utf-8")


def _settle(half: Path, place: Path) -> None:
    if place.is_dir():
        shutil.rmtree(place)
    half.replace(place)


def _sum(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return None
