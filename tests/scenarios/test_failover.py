"""Where a channel says so, another service is asked when one certainly cannot."""

from decimal import Decimal

from tests.house import ABROAD, MEETING, House, recording

BOTH = ("tuplets", "scriptivox")
FAILOVER = {
    "choices": {
        "choices": {
            "type": "checkboxes",
            "selected_options": [{"value": "speakers"}, {"value": "failover"}],
        }
    }
}


async def arranged(house: House) -> None:
    """The channel's people ticked it."""
    slack = house.sandbox.slack
    await house.scribe("settings")
    view = await house.until(lambda: _form(slack.view_of("ben")))
    await slack.submit_view("ben", view["id"], FAILOVER)


async def test_without_credit_the_next_one_does_it_and_the_thread_says_so(open_house):
    async with open_house(services=BOTH) as house:
        await arranged(house)
        house.sandbox.tuplets.credit = Decimal(0)
        house.sandbox.services["scriptivox"].hold()
        message = await house.share()
        status = await house.says(message, "goes to Scriptivox")
        assert "Tuplets could not take it and charges nothing" in status
        house.sandbox.services["scriptivox"].release()
        await house.delivered(message)
        assert house.paid == 0
        assert len(house.sandbox.services["scriptivox"].jobs) == 1


async def test_with_a_key_that_is_not_taken_all_go_to_the_next_one_at_once(open_house):
    async with open_house(services=BOTH) as house:
        await arranged(house)
        house.sandbox.faults.order("tuplets", "*", times=None, status=401)
        messages = [await house.share(), await house.share(recording(ABROAD))]
        for message in messages:
            await house.delivered(message)
        assert len(house.sandbox.services["scriptivox"].jobs) == 2


async def test_of_a_key_that_is_not_taken_whoever_runs_the_bot_is_told_once(open_house):
    async with open_house() as house:
        slack = house.sandbox.slack
        house.more["SLACK_OPERATOR"] = slack.person("ada").id
        await house.restart()
        house.sandbox.faults.order("tuplets", "*", times=None, status=401)
        for sample in (MEETING, ABROAD):
            await house.says(await house.share(recording(sample)), "does not accept our key")
        await house.until(
            lambda: [m for m in slack.workspace.messages if "threadscribe check" in m.text]
        )
        assert sum("threadscribe check" in m.text for m in slack.workspace.messages) == 1


async def test_whoever_runs_the_bot_is_told_once(open_house):
    async with open_house() as house:
        slack = house.sandbox.slack
        house.more["SLACK_OPERATOR"] = slack.person("ada").id
        await house.restart()
        house.sandbox.tuplets.credit = Decimal(0)
        for _ in range(2):
            message = await house.share()
            await house.says(message, "credit")
        direct = [m for m in slack.workspace.messages if "Top it up" in m.text]
        assert [slack.channel(message.channel).kind for message in direct] == ["im"]
        await house.restart()
        await house.says(await house.share(recording(ABROAD)), "credit")
        assert sum("Top it up" in m.text for m in slack.workspace.messages) == 1


async def test_without_the_rule_it_waits(open_house):
    async with open_house(services=BOTH) as house:
        house.sandbox.tuplets.credit = Decimal(0)
        message = await house.share()
        await house.says(message, "credit")
        assert house.sandbox.services["scriptivox"].jobs == []


async def test_what_may_have_been_ordered_stays(open_house):
    """The order's answer got lost: it is looked for, never ordered elsewhere."""
    async with open_house(services=BOTH) as house:
        await arranged(house)
        house.sandbox.faults.order("tuplets", "POST /jobs", lose_answer=True)
        message = await house.share()
        await house.delivered(message)
        assert house.paid == 1
        assert house.sandbox.services["scriptivox"].jobs == []


async def test_whoever_names_a_service_wants_that_one(open_house):
    async with open_house(services=BOTH) as house:
        await arranged(house)
        house.sandbox.tuplets.credit = Decimal(0)
        message = await house.share(text="@Threadscribe --provider tuplets")
        await house.says(message, "credit")
        assert house.sandbox.services["scriptivox"].jobs == []


async def test_when_nobody_can_the_first_refusal_of_the_last_one_is_said(open_house):
    async with open_house(services=BOTH) as house:
        await arranged(house)
        house.sandbox.tuplets.credit = Decimal(0)
        house.sandbox.services["scriptivox"].credit = Decimal(0)
        message = await house.share()
        await house.says(message, "credit")
        assert "Scriptivox" in house.status(message)


def _form(view):
    return view if view and view.get("submit") else None
