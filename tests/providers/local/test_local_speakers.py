"""Who speaks when: the real sherpa-onnx, with models of a few hundred bytes that tell by the pitch."""

import asyncio
import json
import sys

import pytest

from bot.domain.errors import NeedsOperator
from bot.domain.notes import Caveat
from bot.domain.recording import Wish
from bot.providers.local import hearing, listener, voices
from bot.providers.local.models import SPEAKERS, find, find_speakers, pulled
from tests.providers.local import tiny
from tests.providers.local.local import RATE, local, order, transcribed, voice, wav

LOW, HIGH, HIGHER = 200, 900, 3000
SECOND = 2 * RATE


@pytest.fixture
def model(tmp_path):
    tiny.lay_speakers(tiny.lay(tmp_path / "tiny"))
    return tmp_path / "tiny"


def said(*pitches):
    return b"".join(voice(pitch) for pitch in pitches)


def plan(folder, **wish):
    """What the listener is told to do with a model."""
    found = find(str(folder), folder), find_speakers(str(folder), folder)
    return listener.plan(*found, Wish(**wish))


def speakers(seen):
    return [segment.speaker for segment in seen.result.transcript.segments]


def caveats(seen):
    return [warned.caveat for warned in seen.result.warned]


@pytest.mark.parametrize(
    ("pitches", "heard"),
    [((LOW, HIGH), [1, 2]), ((HIGH, LOW, LOW, HIGH, LOW), [1, 2, 2, 1, 2]), ((LOW,) * 5, [1] * 5)],
    ids=["at one look", "longer than a look", "alone"],
)
async def test_a_voice_is_a_speaker(tmp_path, model, pitches, heard):
    async with local(tmp_path, model=model) as provider:
        seen = await transcribed(provider, wav(said(*pitches)))
    assert speakers(seen) == [f"Speaker {n}" for n in heard]
    assert {segment.text for segment in seen.result.transcript.segments} == {"hello"}
    assert caveats(seen) == []


async def test_without_speakers_nobody_listens_for_them(tmp_path, model):
    (model / SPEAKERS / "model.onnx").write_bytes(b"would not even load")
    async with local(tmp_path, model=model) as provider:
        seen = await transcribed(provider, wav(said(LOW, HIGH)), speakers=False)
    assert (speakers(seen), caveats(seen)) == ([None, None], [])


async def test_what_is_to_be_pulled_is_said_and_once_it_is_here_it_is_used(tmp_path):
    model = tiny.lay(tmp_path / "tiny")
    async with local(tmp_path, model=model) as provider:
        seen = await transcribed(provider, wav(said(LOW, HIGH)))
        assert (speakers(seen), caveats(seen)) == ([None, None], [Caveat.SPEAKERS_NOT_PULLED])
        tiny.lay_speakers(pulled(tmp_path))
        seen = await transcribed(provider, wav(said(LOW, HIGH)), key="2")
    assert (speakers(seen), caveats(seen)) == (["Speaker 1", "Speaker 2"], [])


async def test_models_that_cannot_be_loaded_are_the_operators_business(tmp_path, model):
    (model / SPEAKERS / "model.onnx").write_bytes(b"no model")
    async with local(tmp_path, model=model) as provider:
        ticket = await provider.submit(await order(provider))
        await asyncio.wait({provider._works[ticket.remote_id].task})
        with pytest.raises(NeedsOperator, match="or what tells speakers apart cannot be loaded"):
            await provider.look(ticket, Wish())


@pytest.mark.parametrize(("count", "heard"), [(1, [1, 1, 1]), (2, [1, 2, 1]), (50, [1, 2, 1])])
async def test_there_are_at_most_as_many_speakers_as_somebody_said(tmp_path, model, count, heard):
    async with local(tmp_path, model=model) as provider:
        seen = await transcribed(provider, wav(said(LOW, HIGH, LOW)), voices=count)
        assert provider.traits.speaker_counts == (1, 50)
    assert speakers(seen) == [f"Speaker {n}" for n in heard]
    assert caveats(seen) == []


async def test_nothing_of_a_voice_leaves_the_listener_but_its_number(tmp_path, model):
    (tmp_path / "a.wav").write_bytes(wav(said(LOW, HIGH, LOW)))
    before = sorted(tmp_path.rglob("*"))
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", str(listener._PROGRAM), json.dumps(plan(model))),
        str(tmp_path / "a.wav"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, logged = await child.communicate()
    lines = [json.loads(line) for line in out.splitlines()]
    assert {key for line in lines for key in line} == {"ready", "progress", "segment", "done"}
    told = [line["segment"] for line in lines if "segment" in line]
    assert {key for one in told for key in one} == {"start", "end", "text", "voice"}
    assert [one["voice"] for one in told] == [0, 1, 0]
    assert logged == b""
    assert sorted(tmp_path.rglob("*")) == before


class Piecewise:
    """A listener that takes its sound in pieces of seconds instead of minutes."""

    def __init__(self, model, piece=13.0, alike=0.4, **wish):
        self.told, self.held, self.cuts = [], [], []
        self.plan = plan(model, **wish)
        one = {**self.plan["speakers"], "threads": 1, "piece": piece, "alike": alike}
        self.voices = voices.Voices(one, self.told.append, hearing._floats)

    def hear(self, pcm):
        ear = hearing._Sherpa(self.plan)
        return [(s.start, s.voice) for s in self.voices.apart(ear.hear, self.seconds(pcm))]

    def seconds(self, pcm):
        for start in range(0, len(pcm), SECOND):
            yield pcm[start : start + SECOND]
            self.held.append(len(self.voices._sound) / RATE)
            if self.voices._since not in (0.0, *self.cuts):
                self.cuts.append(self.voices._since)


def test_a_voice_is_the_same_from_piece_to_piece(model):
    pitches = (LOW, LOW, LOW, LOW, LOW, HIGH, HIGH, HIGH, HIGH, LOW, HIGH, LOW, LOW, HIGH)
    ear = Piecewise(model)
    heard = ear.hear(said(*pitches))
    assert [number for _, number in heard] == [int(pitch == HIGH) for pitch in pitches]
    assert [start for start, _ in heard] == pytest.approx([3 * n for n in range(14)], abs=0.2)
    assert len(ear.cuts) == 3
    assert len(ear.voices._known) == 2
    assert sum(ear.told) == pytest.approx(3 * len(pitches))


def test_a_piece_ends_where_nobody_speaks(model):
    """Else a stretch would be half somebody else's."""
    ear = Piecewise(model)
    ear.hear(said(*[LOW, HIGH] * 8))
    assert len(ear.cuts) >= 3
    assert all(2.0 <= round(cut % 3, 1) <= 3.0 for cut in ear.cuts), ear.cuts


def test_no_more_than_a_piece_is_held_however_long_nobody_speaks(model):
    silence = bytes(50 * SECOND)
    ear = Piecewise(model, piece=35.0)
    heard = ear.hear(silence + voice(LOW) + silence + voice(HIGH) + voice(LOW) + silence)
    assert [number for _, number in heard] == [0, 1, 0]
    assert max(ear.held) <= 35.0
    assert sum(ear.told) == pytest.approx(159)


def test_a_third_voice_is_one_of_the_two_that_there_are(model):
    pcm = said(*[LOW] * 4, *[HIGH] * 4, *[HIGHER] * 4)
    assert {number for _, number in Piecewise(model).hear(pcm)} == {0, 1, 2}
    assert {number for _, number in Piecewise(model, voices=2).hear(pcm)} == {0, 1}


def test_whoever_says_how_many_there_are_is_believed(model):
    """In a recording of one piece; in the first of several not all may have spoken yet."""
    pcm, unlike = said(*[LOW, HIGH] * 3), -1.0  # so that everybody is like everybody
    assert {number for _, number in Piecewise(model, 60.0, unlike).hear(pcm)} == {0}
    assert {number for _, number in Piecewise(model, 60.0, unlike, voices=2).hear(pcm)} == {0, 1}


def test_more_voices_than_there_are_do_not_make_one_of_all(model):
    heard = Piecewise(model, 60.0, voices=50).hear(said(*[LOW, HIGH] * 2))
    assert [number for _, number in heard] in ([0, 1, 0, 1], [1, 0, 1, 0])


def test_a_word_in_a_strange_voice_makes_no_new_speaker(model):
    ear = Piecewise(model, piece=60.0)
    heard = ear.hear(said(*[LOW] * 6) + voice(HIGH, 0.6) + said(LOW))
    assert [number for _, number in heard] == [0] * 8


def test_a_stretch_is_whose_voice_is_longest_in_it():
    turns = [voices._Turn(0.0, 4.0, 0), voices._Turn(4.0, 6.0, 1), voices._Turn(6.0, 9.0, 0)]
    assert voices._voice(3.0, 5.5, turns) == 1
    assert voices._voice(3.0, 8.0, turns) == 0
    assert voices._voice(9.0, 12.0, turns) is None
