"""What Slack tells is stored before it is acknowledged; what could not be stored comes again."""

import sqlite3
from contextlib import closing

from tests.house import House


async def test_what_cannot_be_stored_is_not_acknowledged_and_not_lost(house: House):
    """And the bot lives on, though it tidies its database meanwhile."""
    rename_table(house, "inbox", "out_of_reach")
    message = await house.share()
    parcel = house.sandbox.slack.delivery.parcels[-1]
    await house.until(lambda: parcel.attempts)  # Slack's patience passes: no late yes
    assert "ok" not in parcel.attempts

    rename_table(house, "out_of_reach", "inbox")
    await house.sandbox.slack.repeat()
    await house.delivered(message)
    assert house.paid == 1


def rename_table(house: House, name: str, new_name: str) -> None:
    """Make the database refuse whatever names this table, as a full disk would."""
    with closing(sqlite3.connect(house.folder / "bot.db", timeout=30)) as database, database:
        database.execute(f"ALTER TABLE {name} RENAME TO {new_name}")
