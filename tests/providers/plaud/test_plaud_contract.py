"""Plaud keeps to the port, against the sandbox's strict client."""

import pytest

from bot.domain.errors import Fault, NeedsOperator, RateLimited, Rejected
from bot.domain.job import Spent, Ticket
from bot.domain.ports import Broken, Finished, HandlesGone, Running
from bot.domain.recording import Wish
from bot.providers.plaud.adapter import Plaud as Adapter
from bot.providers.plaud.settings import PlaudSettings
from bot.sandbox.providers.plaud import Plaud
from bot.sandbox.recordings import samples
from tests.http.servers import calling_out
from tests.providers.contract import ProviderContract, World
from tests.providers.served import serving

DAY = 24 * 3600


def _sample():
    return next(s for s in samples() if s.name == "launch-review.mp3")


@pytest.fixture
async def served():
    """A client of its own, served on loopback."""
    async with serving(Plaud) as opened:
        yield opened


@pytest.fixture
async def account(served):
    service, _ = served
    return service


@pytest.fixture
async def world(served):
    account, changed = served
    sample = _sample()

    async def change():
        await changed.wait()
        changed.clear()

    async with calling_out(clock=account.clock) as http:
        yield World(
            provider=_provider(http, account),
            stranger=_provider(http, account, PLAUD_CLIENT_ID="client_of_nobody"),
            recording=sample.path.read_bytes(),
            container="mp3",
            seconds=sample.seconds,
            hold=account.hold,
            release=account.release,
            paid=lambda: len(account.jobs),
            now=account.clock.now,
            change=change,
        )


def _provider(http, account, **more):
    """By the settings that the service itself names."""
    told = {**account.settings(), **more}
    chosen = PlaudSettings.model_validate({name.lower(): value for name, value in told.items()})
    return Adapter(chosen, http, account.clock)


class TestPlaud(ProviderContract):
    """The promises of the port, and what is Plaud's own."""

    test_a_job_that_the_service_does_not_know_is_lost = None

    async def test_a_task_that_nobody_knows_is_pending_for_ever(self, world):
        """As in Celery: the engine's deadline ends it."""
        seen = await world.provider.look(Ticket(remote_id="nobody", secrets={}), Wish())
        assert isinstance(seen, Running)

    async def test_a_recording_of_many_parts_arrives_whole(self, world, account):
        account.storage.chunk_size = 100_000
        seen = await world.end(await world.order())
        assert isinstance(seen, Finished)
        assert len(seen.result.transcript.segments) > 5

    async def test_m4a_is_taken_as_it_is(self, world):
        call = next(s for s in samples() if s.name == "kundenanruf.m4a")
        german = World(**{**vars(world), "recording": call.path.read_bytes(), "container": "m4a"})
        seen = await german.end(await german.order(language="de"))
        assert isinstance(seen, Finished)
        assert seen.result.transcript.language == "de"

    @pytest.mark.parametrize("spelling", ["segments", "results"])
    async def test_both_spellings_of_a_result_mean_the_same(self, world, account, spelling):
        account.spelling = spelling
        seen = await world.end(await world.order())
        assert isinstance(seen, Finished)
        assert len(seen.result.transcript.speakers) == 4
        assert seen.result.transcript.seconds == pytest.approx(world.seconds, abs=1)
        assert seen.result.notes is None
        assert seen.result.warned == ()

    @pytest.mark.parametrize("expire", ["revoke", "age"])
    async def test_expired_tokens_are_replaced_by_the_way(self, world, account, expire):
        await world.order()
        if expire == "revoke":
            account.tokens.revoke()
        else:
            account.clock.move(2 * DAY)
        await world.order()
        assert account.tokens.users == {f"threadscribe-{world.provider.account[-8:]}"}

    async def test_an_hour_old_partner_token_is_refreshed_not_made_anew(self, world, account):
        account.tokens.user_life = 1800
        await world.order()
        account.clock.move(3600)
        await world.order()
        assert account.tokens.issued == ["partner", "user", "refreshed", "user"]

    async def test_an_upload_may_be_used_until_it_expires(self, world, account):
        order = await world.order()
        account.clock.move(order.handles.expires_at - account.clock.now() - 1)
        await world.provider.submit(order)
        account.clock.move(2 * 3600)
        with pytest.raises(HandlesGone):
            await world.provider.submit(order)
        assert world.paid() == 1

    async def test_an_account_without_credit_is_told(self, world, account):
        order = await world.order()
        account.credit = 0
        with pytest.raises(NeedsOperator) as broke:
            await world.provider.submit(order)
        assert broke.value.fault is Fault.NO_CREDIT
        assert world.paid() == 0

    async def test_a_wrong_api_key_is_found_by_the_check(self, world, account):
        async with calling_out(clock=account.clock) as http:
            mistaken = _provider(http, account, PLAUD_API_KEY=account.secret_key)
            with pytest.raises(NeedsOperator) as refused:
                await mistaken.check()
        assert refused.value.fault is Fault.BAD_CREDENTIALS

    async def test_more_than_sixty_requests_a_minute_are_too_many(self, world, account):
        ticket = await world.provider.submit(await world.order())
        for _ in range(60 - 5):
            await world.provider.look(ticket, Wish())
        with pytest.raises(RateLimited):
            await world.provider.look(ticket, Wish())

    async def test_a_failed_task_keeps_the_services_sentence_and_a_revoked_one_has_none(
        self, world, account
    ):
        account.fail_next("The decoder stumbled.")
        failed = await world.end(await world.order())
        account.revoke_next()
        revoked = await world.end(await world.order())
        said = "The decoder stumbled."
        assert failed == Broken(fault=Fault.FAILED, said=said, spent=Spent.MAYBE)
        assert revoked == Broken(fault=Fault.FAILED, said="", spent=Spent.MAYBE)

    async def test_a_state_that_nobody_knows_is_waited_for(self, world, account):
        account.unknown_status_next()
        assert isinstance(await world.end(await world.order()), Finished)

    async def test_what_is_no_sound_fails_at_the_service_in_its_words(self, world):
        noise = World(**{**vars(world), "recording": b"\0" * 5000})
        seen = await noise.end(await noise.order())
        assert isinstance(seen, Broken)
        assert "decoded" in seen.said

    async def test_a_container_that_uploads_refuse_is_refused_before_any_byte(self, world, account):
        refused = World(**{**vars(world), "container": "wav"})
        with pytest.raises(Rejected) as no:
            await refused.order()
        assert no.value.fault is Fault.NOT_MEDIA
        assert world.paid() == 0
