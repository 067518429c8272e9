"""The way through sherpa-onnx: the real package, with models of a few hundred bytes."""

import inspect

import pytest
import sherpa_onnx

from bot.domain.notes import Caveat
from bot.domain.recording import Wish
from bot.providers.local import hearing, listener
from bot.providers.local.models import VAD, Family, find
from tests.providers.local import tiny
from tests.providers.local.local import local, speech, transcribed, voice, wav

PAUSE = bytes(2 * 16_000 * 2)
FILES = {
    Family.TRANSDUCER: ["encoder.onnx", "decoder.onnx", "joiner.onnx", "tokens.txt"],
    Family.WHISPER: ["a-encoder.onnx", "a-decoder.onnx", "a-tokens.txt"],
    Family.MOONSHINE: ["encoder_model.ort", "decoder_model_merged.ort", "tokens.txt"],
    Family.SENSE_VOICE: ["model.onnx", "tokens.txt"],
}


@pytest.fixture
def model(tmp_path):
    return tiny.lay(tmp_path / "tiny")


async def test_each_stretch_of_speech_has_its_words_and_its_time(tmp_path, model):
    pcm = speech()[44:]
    async with local(tmp_path, model=model) as provider:
        seen = await transcribed(provider, wav(PAUSE + pcm + PAUSE + pcm + PAUSE))
        assert provider.traits.model == "tiny"
    transcript = seen.result.transcript
    assert [s.text for s in transcript.segments] == ["hello", "hello"]
    (first, second) = transcript.segments
    assert 2.0 < first.start < first.end < 7.0 < second.start < second.end < 11.0
    assert (transcript.language, transcript.seconds) == ("en", 12.0)
    assert [w.caveat for w in seen.result.warned] == [Caveat.SPEAKERS_NOT_PULLED]


async def test_no_word_is_lost_at_the_beginning_and_a_short_pause_is_one(tmp_path, model):
    async with local(tmp_path, model=model) as provider:
        seen = await transcribed(provider, wav(bytes(10_000) + voice(300) * 3))
    segments = seen.result.transcript.segments
    assert [s.start for s in segments] == pytest.approx([0.31, 3.31, 6.31], abs=0.1)
    assert [s.end for s in segments] == pytest.approx([2.31, 5.31, 8.31], abs=0.1)


async def test_a_breathless_speaker_is_written_down_piece_by_piece(tmp_path, model):
    loud = b"\x00\x40\x00\xc0" * 8_000
    async with local(tmp_path, model=model) as provider:
        seen = await transcribed(provider, wav(loud * 70))
    segments = seen.result.transcript.segments
    assert len(segments) > 1
    assert all(s.end - s.start < 30 for s in segments)
    assert segments[-1].end == pytest.approx(70, abs=1)


async def test_silence_is_a_result_of_no_words(tmp_path, model):
    async with local(tmp_path, model=model) as provider:
        seen = await transcribed(provider, wav(PAUSE * 5))
    assert seen.result.transcript.silent


class Loaders:
    """sherpa-onnx's own loaders, as far as their signatures go: real models are large."""

    def __getattr__(self, name):
        real = inspect.signature(getattr(sherpa_onnx.OfflineRecognizer, name))
        return lambda **given: (name, real.bind(**given).arguments)


@pytest.mark.parametrize("family", FILES)
def test_every_family_is_loaded_in_words_that_its_loader_knows(tmp_path, family):
    for name in (*FILES[family], VAD):
        (tmp_path / name).touch()
    found = find(str(tmp_path), tmp_path)
    name, given = hearing._recognizer(Loaders(), listener.plan(found, None, Wish(language="ja")))
    assert found.family == family
    assert family in name.replace("sense_voice", Family.SENSE_VOICE)
    assert set(found.files) - {"vad"} <= set(given)
    assert given["num_threads"] >= 1
    assert given.get("language", "ja") == "ja"
    assert listener.plan(found, None, Wish(language="eo"))["language"] is None
