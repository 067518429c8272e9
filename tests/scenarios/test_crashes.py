"""Orderly ends and refused starts are nobody's fault: only what kills the process is given up."""

from tests.world.world import open_world, run

HOUR = 3600.0


def test_orderly_stops_are_no_jobs_fault():
    async def story() -> None:
        async with open_world("http") as world:
            world.sandbox.faults.order("slack", "files.download", times=None, delay=900.0)
            message = await world.say("budget")
            for _ in range(4):
                await world.clock.sleep(30.0)
                await world.restart()
            assert [row["crashes"] for row in world.rows("SELECT crashes FROM jobs")] == [0]
            world.sandbox.faults.clear()
            await world.delivered(message, 2 * HOUR)
            assert world.paid == 1

    run(story())


def test_starts_that_are_refused_are_no_jobs_fault():
    """The app's token is taken away: whoever watches over the bot starts it again and again."""

    async def story() -> None:
        async with open_world("socket") as world:
            slow = {"times": None, "delay": 900.0}
            world.sandbox.faults.order("slack", "files.download", **slow)
            message = await world.say("budget")
            await world.clock.sleep(30.0)
            await world.stop()
            world.sandbox.slack.tokens.app_revoked = True
            world.sandbox.faults.order("slack", "apps.connections.open", times=None, delay=5.0)
            for _ in range(4):
                await world.try_to_start(HOUR)
            world.sandbox.slack.tokens.app_revoked = False
            world.sandbox.faults.clear()
            await world.start()
            await world.delivered(message, 2 * HOUR)

    run(story())
