"""`threadscribe sandbox`: the real command with the real bot, and what it refuses."""

import asyncio
import json
import signal
import socket
import sys
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest

from bot.sandbox.cli import run_sandbox
from bot.sandbox.recordings import samples, truth


def refused(capsys, **arguments):
    given = {"port": 0, "provider": None, "share": [], "once": False, "record": None}
    code = run_sandbox(**{**given, **arguments}, environment={})
    return code, capsys.readouterr()


@pytest.mark.parametrize("provider", ["deepgram", "nonsense"])
def test_a_service_that_is_not_played_is_refused_in_a_line(capsys, provider):
    code, said = refused(capsys, provider=provider)
    assert code == 2
    assert f"--provider {provider}" in said.err
    assert said.err.count("\n") == 1


def test_a_file_that_is_not_there_is_refused_in_a_line(capsys, tmp_path):
    code, said = refused(capsys, share=[tmp_path / "gone.m4a"])
    assert code == 2
    assert "gone.m4a: there is no such file" in said.err
    assert said.err.count("\n") == 1


def test_once_needs_something_to_share(capsys):
    code, said = refused(capsys, once=True)
    assert code == 2
    assert "--share" in said.err


def test_a_record_needs_a_folder(capsys, tmp_path):
    code, said = refused(capsys, record=tmp_path / "no" / "calls.jsonl")
    assert code == 2
    assert "--record" in said.err


@asynccontextmanager
async def running(*arguments: str) -> AsyncGenerator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "sandbox", *arguments),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
            await process.communicate()


async def test_a_shared_file_is_seen_through_printed_and_recorded(tmp_path):
    clip = min(samples(), key=lambda sample: sample.seconds)
    record = tmp_path / "calls.jsonl"
    arguments = ("--port", "0", "--share", str(clip.path), "--once", "--record", str(record))
    async with running(*arguments) as process:
        out, err = (text.decode() for text in await process.communicate())
    assert process.returncode == 0, err
    assert f"{clip.path.name}: delivered" in out
    assert all(said["text"] in out for said in truth(clip)["segments"])
    calls = [json.loads(line) for line in record.read_text(encoding="utf-8").splitlines()]
    assert {"t", "method", "args", "response"} == {key for call in calls for key in call}
    assert {"chat.postMessage", "files.completeUploadExternal"} <= {c["method"] for c in calls}
    assert "xoxb-" not in record.read_text(encoding="utf-8")


async def test_a_taken_port_is_passed_over_and_the_end_is_orderly():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        async with running("--port", str(port)) as process:
            assert process.stdout
            assert process.stderr
            await process.stdout.readline()
            greeting = (await process.stdout.readline()).decode()
            assert f"port {port} is taken" in greeting
            await process.stderr.readuntil(b"ready")
            process.send_signal(signal.SIGTERM)
            await process.communicate()
    assert process.returncode == 0
