"""However long people talk, what tells them apart holds ten minutes of it."""

import json
import os
import subprocess
import sys
import wave
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.recording import Wish
from bot.providers.local import listener
from bot.providers.local.models import find, find_speakers
from tests.proofs.score import Row
from tests.providers.local import tiny
from tests.providers.local.local import RATE, voice

MORE = 1.05  # times as much memory
_TALK = (200, 200, 900, 200, 900, 900)  # pitches; 18 seconds


def prove(*, whole: bool) -> list[Row]:
    """An hour beside ten minutes, or the same with pieces of twenty seconds."""
    piece, times = (600.0, 6) if whole else (20.0, 4)
    with TemporaryDirectory() as folder:
        model = tiny.lay(Path(folder, "model"))
        tiny.lay_speakers(model)
        short, few = _heard(model, piece, piece * 1.1)
        long, many = _heard(model, piece, piece * times)
    return [
        Row(
            proof=f"two voices for {piece * times:.0f} s, told apart in pieces of {piece:.0f} s",
            mark=f"≤ {MORE} times the memory that {piece * 1.1:.0f} s take, and two voices",
            figure=f"{long:.0f} MB instead of {short:.0f}, {many} voices",
            held=long <= MORE * short and few == many == 2,
        )
    ]


def _heard(model: Path, piece: float, seconds: float) -> tuple[float, int]:
    """The most memory that the listener held, in MB, and how many voices it heard."""
    plan = listener.plan(find(str(model), model), find_speakers(str(model), model), Wish())
    plan["speakers"]["piece"] = piece
    recording = _recorded(model / "talk.wav", seconds)
    child = subprocess.Popen(
        [sys.executable, "-P", str(listener._PROGRAM), json.dumps(plan), str(recording)],
        stdout=subprocess.PIPE,
    )
    with child, child.stdout as out:
        segments = [json.loads(line).get("segment", {}) for line in out]
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_maxrss / 1e3, len({said["voice"] for said in segments if said})


def _recorded(path: Path, seconds: float) -> Path:
    talk = b"".join(voice(pitch) for pitch in _TALK)
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        for _ in range(int(seconds / (len(talk) / 2 / RATE)) + 1):
            file.writeframes(talk)
    return path
