"""What an operator types and sets, right or wrong: one clear line, exit 2, no trace."""

import asyncio
import logging
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from bot import cli
from bot.sandbox.recordings import samples
from bot.store.migrate import newest
from tests.house import open_sandbox
from tests.process import kept, running, threadscribe
from tests.providers.local.local import speech

TOKENS = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}

WRONG = {
    "no token": ({}, "SLACK_BOT_TOKEN", "sandbox"),
    "no way in": ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET"),
    "tokens swapped": ({"SLACK_BOT_TOKEN": "xapp-1"}, "SLACK_BOT_TOKEN", "xoxb-"),
    "a misspelt name": (TOKENS | {"TUPLETS_APIKEY": "x"}, "TUPLETS_APIKEY", "TUPLETS_API_KEY"),
    "no number": (TOKENS | {"PORT": "http"}, "PORT", "integer"),
    "no mode": (TOKENS | {"SLACK_MODE": "carrier-pigeon"}, "SLACK_MODE", "socket"),
    "a later database": (TOKENS | {"DATABASE_URL": "postgresql://h/d"}, "DATABASE_URL", "version"),
    "no database": (TOKENS | {"DATABASE_URL": "threadscribe.db"}, "DATABASE_URL", "sqlite:///"),
    "a folder that is not there": (
        TOKENS | {"DATABASE_URL": "sqlite:///nowhere/t.db"},
        "DATABASE_URL",
        "folder",
    ),
    "a strange service": (TOKENS | {"PROVIDER": "nobody"}, "PROVIDER", "tuplets"),
    "a service without key": (TOKENS | {"PROVIDER": "tuplets"}, "TUPLETS_API_KEY", "PROVIDER"),
    "no level": (TOKENS | {"LOG_LEVEL": "loud"}, "LOG_LEVEL", "INFO"),
    "no address": (TOKENS | {"SLACK_API_URL": "slack.com"}, "SLACK_API_URL", "https://"),
    "a negative retention": (TOKENS | {"RETENTION_DAYS": "-1"}, "RETENTION_DAYS", "0"),
}


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch, capsys) -> Command:
    """Runs a command here: what it refuses at once needs no process of its own."""

    def typed_(*arguments: str, **environment: str) -> tuple[int, str, str]:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr("os.environ", kept() | environment)
        monkeypatch.setattr(logging.getLogger(), "handlers", [])
        try:
            code = cli.main(arguments)
        except SystemExit as left:
            code = left.code
        return code, *capsys.readouterr()

    return typed_


@pytest.mark.parametrize("case", WRONG)
def test_wrong_settings_are_one_line_each(typed: Command, case: str):
    environment, name, advice = WRONG[case]
    code, out, err = typed("run", **environment)

    lines = [line for line in err.splitlines() if name in line]
    assert code == 2
    assert len(lines) == 1
    assert advice in lines[0]
    assert out == ""


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["fly"], "fly"),
        (["sandbox", "--port", "70000"], "70000"),
        (["sandbox", "--share", "nothing.mp3", "--once"], "nothing.mp3"),
        (["sandbox", "--provider", "nobody"], "nobody"),
        (["transcribe", "nothing.mp3"], "nothing.mp3"),
        (["transcribe", "pyproject.toml", "--format", "pdf"], "pdf"),
        (["transcribe", "x.mp3", "--speakers", "some"], "--speakers"),
        (["transcribe", "x.mp3", "--language", "klingon"], "--language"),
        (["manifest", "--mode", "http"], "PUBLIC_URL"),
        (["models"], "list|pull|verify"),
        (["models", "fetch"], "fetch"),
        (["models", "pull"], "NAME"),
        (["models", "pull", "../nobody"], "parakeet, whisper, moonshine, sensevoice, speakers"),
    ],
)
def test_wrong_arguments_are_said_and_nothing_is_left_behind(
    typed: Command, tmp_path: Path, arguments: list[str], word: str
):
    code, _, err = typed(*arguments)

    assert code == 2
    assert word in err
    assert list(tmp_path.iterdir()) == []


def test_what_tells_speakers_apart_is_listed_and_verified_like_a_model(
    typed: Command, tmp_path: Path
):
    code, out, _ = typed("models", "list")

    assert code == 0
    assert "speakers     47 MB" in out

    (tmp_path / "data" / "local" / "models" / "speakers").mkdir(parents=True)
    code, out, _ = typed("models", "verify")

    assert (code, out) == (1, "FAIL  speakers    sums.json\n")


async def test_a_secret_in_a_wrong_setting_is_not_repeated(tmp_path: Path):
    code, _, err = await threadscribe("run", folder=tmp_path, SLACK_BOT_TOKEN="canary-token")

    assert code == 2
    assert "Traceback" not in err
    assert "SLACK_BOT_TOKEN" in err
    assert "canary" not in err


async def test_a_refused_token_ends_the_run(tmp_path: Path):
    async with open_sandbox() as sandbox:
        for name, wrong in (("SLACK_BOT_TOKEN", "xoxb-wrong"), ("SLACK_APP_TOKEN", "xapp-wrong")):
            environment = sandbox.environment() | {name: wrong, "PORT": "0"}
            code, _, err = await threadscribe("run", folder=tmp_path, **environment)

            assert code == 2
            assert "Traceback" not in err
            assert wrong not in err


async def test_slack_out_of_reach_is_waited_for(tmp_path: Path):
    async with open_sandbox() as sandbox:
        sandbox.faults.order("slack", "auth.test", reset=True, times=2)
        async with running(sandbox, tmp_path) as process:
            process.terminate()
            assert await asyncio.wait_for(process.ended(), 10) == 0

    assert len(sandbox.calls.of("slack", "auth.test")) >= 3


async def test_a_second_bot_on_the_same_database_is_refused(tmp_path: Path):
    async with open_sandbox() as sandbox, running(sandbox, tmp_path):
        environment = sandbox.environment(DATABASE_URL=f"sqlite:///{tmp_path}/bot.db", PORT="0")
        code, _, err = await threadscribe("run", folder=tmp_path, **environment)

        assert code == 2
        assert "another Threadscribe" in err


async def test_check_says_what_is_well(tmp_path: Path):
    async with open_sandbox() as sandbox:
        code, out, _ = await threadscribe("check", folder=tmp_path, **sandbox.environment())

    assert code == 0, out
    assert "all granted" in out
    assert list(tmp_path.iterdir()) == []


async def test_check_names_the_scope_that_is_missing(tmp_path: Path):
    async with open_sandbox() as sandbox:
        sandbox.slack.scopes.discard("files:read")
        code, out, _ = await threadscribe("check", folder=tmp_path, **sandbox.environment())

    assert code == 1
    assert "files:read" in out


async def test_check_runs_beside_a_running_bot(tmp_path: Path):
    async with open_sandbox() as sandbox, running(sandbox, tmp_path):
        environment = sandbox.environment(DATABASE_URL=f"sqlite:///{tmp_path}/bot.db")
        code, out, _ = await threadscribe("check", folder=tmp_path, **environment)

    assert code == 0, out
    assert f"version {newest()}" in out


async def test_check_tells_what_is_left_in_an_account(tmp_path: Path):
    async with open_sandbox(("scriptivox",)) as sandbox:
        sandbox.services["scriptivox"].credit = Decimal("4.2")
        _, out, _ = await threadscribe("check", folder=tmp_path, **sandbox.environment())

    assert "$4.20 left" in out


async def test_transcribe_prints_the_transcript(tmp_path: Path):
    async with open_sandbox() as sandbox:
        environment = sandbox.environment() | {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}
        code, out, err = await threadscribe(
            "transcribe", str(samples()[0].path), folder=tmp_path, **environment
        )

    assert code == 0, err
    assert out.startswith("[0:00:0")
    assert list(tmp_path.iterdir()) == []


async def test_transcribe_says_how_far_to_trust_what_it_prints(tmp_path: Path):
    recording = tmp_path / "few-words.wav"
    recording.write_bytes(speech())
    code, out, err = await threadscribe(
        *("transcribe", str(recording), "--format", "srt"),
        folder=tmp_path,
        LOCAL_MODEL="pocketsphinx",
    )

    assert code == 0, err
    assert " --> " in out
    assert "expect every second word to be wrong" in err


@pytest.mark.parametrize(("status", "words"), [(401, "accept our key"), (402, "no credit left")])
async def test_transcribe_does_not_wait_for_whoever_sits_there(
    tmp_path: Path, status: int, words: str
):
    async with open_sandbox() as sandbox:
        sandbox.faults.order("tuplets", "POST /jobs", times=None, status=status)
        environment = sandbox.environment() | {"SLACK_BOT_TOKEN": "", "SLACK_APP_TOKEN": ""}
        code, out, err = await threadscribe(
            "transcribe", str(samples()[0].path), folder=tmp_path, **environment
        )

    assert (code, out) == (1, "")
    assert words in err
    assert "then try again" in err


async def test_migrate_makes_the_database(tmp_path: Path):
    environment = {"DATABASE_URL": f"sqlite:///{tmp_path}/t.db"}
    code, out, _ = await threadscribe("migrate", folder=tmp_path, **environment)

    assert code == 0
    assert f"version {newest()}" in out


async def test_told_to_stop_while_it_loads_it_leaves_in_order(tmp_path: Path):
    loading = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "importtime", "-m", "bot", "run"),
        env=kept(),
        cwd=tmp_path,
        stderr=asyncio.subprocess.PIPE,
    )
    assert loading.stderr is not None
    while b"pydantic" not in await loading.stderr.readline():
        pass
    loading.terminate()
    _, said = await loading.communicate()

    assert loading.returncode == 0
    assert b"Traceback" not in said
