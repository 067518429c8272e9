"""Models: what a directory lacks is named, and a pull ends whole, or with nothing."""

import bz2
import hashlib
import io
import tarfile
from pathlib import PurePosixPath

import pytest
from aiohttp import web

from bot.domain.errors import NeedsOperator, Rejected, Transient
from bot.domain.ports import Stopped
from bot.providers.local import pulling
from bot.providers.local.models import (
    DIARIZER,
    PRESETS,
    PULLED,
    SPEAKERS,
    VAD,
    Asset,
    Family,
    Preset,
    find,
    find_speakers,
    pulled,
)
from tests.http.servers import calling_out, serve

FILES = {"model.int8.onnx": b"model" * 1000, "tokens.txt": b"a 0\n"}
DETECTOR = b"detector"


def packed(files):
    """An archive as models come: in a folder, with what nobody needs beside them."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, body in (files | {"test_wavs/0.wav": b"wav", "model.onnx": b"large"}).items():
            member = tarfile.TarInfo(f"sherpa/{name}")
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return bz2.compress(out.getvalue())


def asset(url, body):
    return Asset(url=url, sha256=hashlib.sha256(body).hexdigest(), size=len(body))


def preset(base, archive, detector=DETECTOR):
    return Preset(
        archive=asset(f"{base}/model.tar.bz2", archive),
        files=tuple(FILES),
        languages=frozenset({"en"}),
        licence="MIT",
        beside=asset(f"{base}/{VAD}", detector),
    )


def serving(bodies):
    """A server with these files, one of them behind a redirect."""

    async def answer(request):
        if request.path == "/model.tar.bz2":
            raise web.HTTPFound("/elsewhere/model.tar.bz2")
        body = bodies.get(PurePosixPath(request.path).name)
        return web.Response(body=body) if body is not None else web.Response(status=503)

    return answer


async def pull(place, archive, *, sent=None, detector=DETECTOR, stop=lambda: False):
    bodies = {"model.tar.bz2": archive if sent is None else sent, VAD: detector}
    async with serve(serving(bodies)) as base, calling_out(base.removeprefix("http://")) as http:
        await pulling.pull(preset(base, archive), place, http, stop)


async def test_a_pulled_model_is_whole_and_nothing_else_is_there(tmp_path):
    place = pulled(tmp_path) / "tiny"
    await pull(place, packed(FILES))
    assert {path.name: path.read_bytes() for path in place.iterdir() if path.suffix != ".json"} == {
        **FILES,
        VAD: DETECTOR,
    }
    assert [path.name for path in place.parent.iterdir()] == ["tiny"]
    assert pulling.spoilt(place) == []
    assert find(str(place), tmp_path).family is Family.SENSE_VOICE


@pytest.mark.parametrize(
    ("more", "error", "says"),
    [
        ({"sent": b"something else"}, NeedsOperator, "not the file that was published"),
        ({"sent": packed(FILES) + b"more"}, NeedsOperator, "not the file that was published"),
        ({"detector": b"Detector"}, NeedsOperator, "not the file that was published"),
        ({"detector": None}, Transient, "status 503"),
        ({"stop": lambda: True}, Stopped, None),
    ],
)
async def test_what_is_not_the_published_file_leaves_nothing_behind(tmp_path, more, error, says):
    place = pulled(tmp_path) / "tiny"
    with pytest.raises(error, match=says):
        await pull(place, packed(FILES), **more)
    assert list(place.parent.iterdir()) == []


async def test_a_server_that_never_ends_is_not_listened_to(tmp_path):
    async def endless(request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        while True:
            await answer.write(bytes(1024 * 1024))

    async with serve(endless) as base, calling_out(base.removeprefix("http://")) as http:
        with pytest.raises(NeedsOperator, match="not the file that was published"):
            await pulling.pull(preset(base, b"model"), tmp_path / "tiny", http, lambda: False)


async def test_an_archive_without_the_model_is_refused(tmp_path):
    with pytest.raises(NeedsOperator, match=r"lacks tokens\.txt"):
        await pull(tmp_path / "tiny", packed({"model.int8.onnx": b"m"}))
    assert list(tmp_path.iterdir()) == []


async def test_a_failed_pull_leaves_the_model_that_was_there(tmp_path):
    place = tmp_path / "tiny"
    await pull(place, packed(FILES))
    with pytest.raises(NeedsOperator):
        await pull(place, packed(FILES | {"tokens.txt": b"b 0\n"}), sent=b"")
    assert (place / "tokens.txt").read_bytes() == FILES["tokens.txt"]
    await pull(place, packed(FILES | {"tokens.txt": b"b 0\n"}))
    assert (place / "tokens.txt").read_bytes() == b"b 0\n"


async def test_a_model_out_of_an_archive_lands_nowhere_else(tmp_path):
    place = tmp_path / "models" / "tiny"
    await pull(place, packed(FILES | {"../../../../tokens.txt": b"evil"}))
    assert sorted(path.name for path in tmp_path.rglob("tokens.txt")) == ["tokens.txt"]


async def test_a_model_is_not_fetched_from_a_private_network(tmp_path):
    async with serve(serving({})) as base, calling_out() as http:
        with pytest.raises(Rejected):
            await pulling.pull(preset(base, b""), tmp_path / "tiny", http, lambda: False)


async def test_what_changed_since_the_pull_is_found(tmp_path):
    place = tmp_path / "tiny"
    await pull(place, packed(FILES))
    (place / "tokens.txt").write_bytes(b"b 0\n")
    (place / VAD).unlink()
    assert sorted(pulling.spoilt(place)) == [VAD, "tokens.txt"]
    (place / "sums.json").unlink()
    assert pulling.spoilt(place) == ["sums.json"]


def _lay(folder, *names):
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        (folder / name).touch()


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_whole_with_the_files_it_pulls(tmp_path, name):
    with pytest.raises(NeedsOperator, match=f"threadscribe models pull {name}"):
        find(name, tmp_path)
    _lay(pulled(tmp_path) / name, *PRESETS[name].files, VAD)
    model = find(name, tmp_path)
    assert {path.name for path in model.files.values()} == {*PRESETS[name].files, VAD}
    family = {"parakeet": "transducer", "sensevoice": "sense_voice"}.get(name, name)
    assert model.family == family


@pytest.mark.parametrize("name", [*PRESETS, "own"])
def test_what_tells_speakers_apart_is_whole_with_the_files_it_pulls(tmp_path, name):
    model = str(tmp_path / name) if name == "own" else name
    _lay(pulled(tmp_path) / SPEAKERS, *DIARIZER.files)
    assert find_speakers(model, tmp_path) is None
    _lay(pulled(tmp_path) / SPEAKERS, DIARIZER.beside.name)
    found = find_speakers(model, tmp_path)
    assert {path.name for path in found.files.values()} == {*DIARIZER.files, DIARIZER.beside.name}
    assert find_speakers("pocketsphinx", tmp_path) is None


def test_what_lies_with_a_model_goes_before_what_was_pulled(tmp_path):
    for place in (pulled(tmp_path) / SPEAKERS, tmp_path / "own" / SPEAKERS):
        _lay(place, *DIARIZER.files, DIARIZER.beside.name)
    found = find_speakers(str(tmp_path / "own"), tmp_path)
    assert {path.parent for path in found.files.values()} == {tmp_path / "own" / SPEAKERS}


@pytest.mark.parametrize(
    ("there", "lacks"),
    [
        (["encoder.int8.onnx", "decoder.onnx", "tokens.txt", VAD], "joiner*.onnx"),
        (["encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"], VAD),
        (["tiny-encoder.onnx", "tiny-decoder.onnx"], f"*-tokens.txt, {VAD}"),
        (["encoder_model.ort", "tokens.txt", VAD], "decoder_model_merged.ort"),
        (["model.onnx", VAD], "tokens.txt"),
        ([], f"encoder*.onnx, decoder*.onnx, joiner*.onnx, tokens.txt, {VAD}"),
    ],
)
def test_a_directory_that_is_not_whole_says_what_it_lacks(tmp_path, there, lacks):
    _lay(tmp_path / "model", *there)
    with pytest.raises(NeedsOperator) as refused:
        find(str(tmp_path / "model"), tmp_path)
    assert str(refused.value).endswith(f"model lacks {lacks}")


def test_the_smaller_of_two_files_is_taken(tmp_path):
    _lay(tmp_path, "model.onnx", "model.int8.onnx", "tokens.txt", VAD)
    assert find(str(tmp_path), tmp_path).files["model"].name == "model.int8.onnx"


def test_a_name_of_nothing_is_answered_with_what_there_is(tmp_path):
    with pytest.raises(NeedsOperator, match="parakeet, whisper, moonshine, sensevoice, pocket"):
        find("nobody", tmp_path)


def test_the_list_says_what_is_here(tmp_path):
    _lay(tmp_path / "whisper")
    lines = {line.split()[0]: line for line in pulling.listing(tmp_path)}
    assert list(lines) == list(PULLED)
    assert "47 MB" in lines["speakers"]
    assert "any language; MIT (CNRS), Apache-2.0 (NVIDIA)" in lines["speakers"]
    assert "pulled" in lines["whisper"]
    assert "pulled" not in lines["parakeet"]
    assert "CC-BY-4.0" in lines["parakeet"]
