"""Speech and secrets stay where they belong."""

import json
import re
import sqlite3
from pathlib import Path

import pytest

from bot.sandbox import Sandbox
from bot.sandbox.recordings import samples
from bot.sandbox.slack.messages import Message
from tests.house import MEETING, ORDERS, open_sandbox, recording, thread
from tests.process import running

SECRET = re.compile("_(KEY|TOKEN|SECRET)$")


@pytest.mark.parametrize("service", ORDERS)
async def test_logs_even_at_debug_and_tables_hold_no_speech_and_no_secret_of_ours(
    tmp_path: Path, service: str
):
    async with open_sandbox([service]) as sandbox:
        sandbox.have_written(by_model=True)
        secrets = _secrets(sandbox)
        async with running(sandbox, tmp_path, LOG_LEVEL="DEBUG", LOG_FORMAT="json") as process:
            sandbox.faults.order("slack", "files.info", status=500)
            sandbox.faults.order("tuplets", "GET /jobs/{id}", garbage=True)
            sandbox.faults.order("llm", "POST /v1/chat/completions", garbage=True)
            message = await sandbox.slack.share(
                "ben", "product", [recording()], text="canary-caption"
            )
            await sandbox.slack.command("ben", "product", "/scribe", "canary-words")
            await sandbox.wait_until(lambda: done(sandbox, message), seconds=30)
            process.terminate()
            assert await process.ended() == 0

    lines = [json.loads(line) for line in process.said.splitlines() if line.startswith("{")]
    assert len(lines) > 5
    assert "Traceback" not in process.said
    stored = _everything_but_results(tmp_path / "bot.db")
    for word in ("canary", "xoxb-", "xapp-", "http://", "https://", *secrets, *_speech()):
        assert word not in process.said, word
    for word in ("xoxb-", "canary", *secrets, *_speech()):
        assert word not in stored, word


def _secrets(sandbox: Sandbox) -> list[str]:
    found = [value for name, value in sandbox.environment().items() if SECRET.search(name)]
    assert len(found) > 2
    return found


def done(sandbox: Sandbox, message: Message) -> bool:
    return any("Done" in reply.text for reply in thread(sandbox, message))


def _speech() -> list[str]:
    truth = json.loads(samples()[MEETING].path.with_suffix(".json").read_text())
    return [segment["text"][:40] for segment in truth["segments"]]


def _everything_but_results(path: Path) -> str:
    with sqlite3.connect(path) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master")]
        rows = [
            str(database.execute(f"SELECT * FROM {table}").fetchall())
            for table in ("inbox", "jobs", "outbox", "creates", "ledger", "rules", "marks")
            if table in tables
        ]
    database.close()
    assert len(rows) == 7
    return "\n".join(rows)
