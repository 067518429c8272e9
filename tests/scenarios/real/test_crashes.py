"""A recording that kills the process is given up; those beside it are not."""

import asyncio
from pathlib import Path

import pytest

from bot.sandbox.calls import Call
from tests.house import open_sandbox, part_name, recording, thread
from tests.process import Process
from tests.spoken import spoken


@pytest.mark.timeout(240)
async def test_what_kills_the_process_three_times_is_given_up_and_what_ran_beside_it_is_not(
    tmp_path: Path,
):
    """Killed whenever the one recording goes to the service."""
    async with open_sandbox() as sandbox:
        process = Process(sandbox, tmp_path)

        def kill(call: Call) -> None:
            if call.method == "POST /jobs/upload-target" and call.args["filename"].endswith(".wav"):
                process.kill()

        def status(message) -> str:
            told = [m for m in thread(sandbox, message) if part_name(m) == "status"]
            return told[0].text if told else ""

        sandbox.calls.listen(kill)
        try:
            await process.start()
            shares = [
                await sandbox.slack.share("ben", "product", [upload])
                for upload in (
                    recording(),
                    spoken(sandbox, "Boom.", name="deadly.wav"),
                    recording(1),
                )
            ]
            deaths = 0
            async with asyncio.timeout(200):
                while deaths < 3:
                    assert await process.ended() != 0
                    deaths += 1
                    await process.start()
                deadly, beside = shares[1], (shares[0], shares[2])
                await sandbox.wait_until(lambda: "Three times" in status(deadly), seconds=60)
                for message in beside:
                    await sandbox.wait_until(lambda m=message: "Done" in status(m), seconds=60)
        finally:
            process.kill()
            await process.ended()

        assert "Nothing was charged" in status(deadly)
        assert len(sandbox.tuplets.jobs) == 2
