"""The engine on this machine keeps to the port, with the real child listening to real speech."""

import pytest

from bot.domain.errors import NeedsOperator
from bot.domain.notes import Caveat
from bot.domain.ports import Finished
from tests.providers.contract import ProviderContract, World
from tests.providers.local.local import SECONDS, ended, local, speech


def _nothing() -> None:
    """A child takes its time to start: what was ordered just now is under way."""


@pytest.fixture
async def world(tmp_path):
    async with (
        local(tmp_path) as provider,
        local(tmp_path / "other", model="parakeet") as stranger,
    ):
        yield World(
            provider=provider,
            stranger=stranger,
            recording=speech(),
            container="wav",
            seconds=SECONDS,
            hold=_nothing,
            release=_nothing,
            paid=lambda: len(provider._works),
            now=provider._clock.now,
            change=lambda: ended(provider),
        )


class TestLocal(ProviderContract):
    """The promises of the port, and what is this one's own."""

    async def test_speakers_are_told_apart_only_when_wished(self, world):
        """They never are, which is said only to who wished it."""
        for wished in (True, False):
            seen = await world.end(await world.order(speakers=wished))
            assert isinstance(seen, Finished)
            assert seen.result.transcript.speakers == ()
            caveats = [w.caveat for w in seen.result.warned]
            assert (Caveat.NO_SPEAKERS in caveats) is wished

    async def test_unknown_credentials_are_the_operators_business(self, world):
        """There are none; a model that is not here is."""
        await world.provider.check()
        for verb in (world.stranger.check(), world.stranger.prepare(world.audio())):
            with pytest.raises(NeedsOperator, match="threadscribe models pull parakeet"):
                await verb
        assert world.stranger.account != world.provider.account

    async def test_the_rough_ear_is_labelled_and_free_of_charge(self, world):
        seen = await world.end(await world.order(speakers=False))
        assert [w.caveat for w in seen.result.warned] == [Caveat.ROUGH]
        assert world.provider.traits.rough
        assert (seen.result.cost, seen.result.notes) == (None, None)
        assert world.provider.traits.unit is None
        assert world.provider.traits.languages == {"en"}
        assert seen.result.transcript.language == "en"
        assert seen.result.transcript.seconds == pytest.approx(SECONDS, abs=0.1)

    async def test_what_was_to_be_redacted_is_held_back(self, world):
        seen = await world.end(await world.order(redact=True))
        assert seen.result.unredacted
