"""Slack tells the same thing again; words for us are answered once, as recordings are heard once."""

from tests.house import House


async def test_words_that_slack_tells_three_times_are_answered_once(house: House):
    slack = house.sandbox.slack
    await slack.say("chloe", "product", "@Threadscribe status")
    for _ in range(2):
        await slack.repeat()
    await slack.say("ben", "product", "@Threadscribe status")
    await house.until(lambda: slack.ephemeral("ben"))  # what came before is acted upon

    assert len(slack.ephemeral("chloe")) == 1
