"""The bot that one writes first: Bolt, Socket Mode, and every event acknowledged unseen.

`python -m tests.bench.bare URL`, until it is killed.
"""

import asyncio
import sys

from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


async def main(url: str) -> None:
    client = AsyncWebClient("xoxb-bare", base_url=f"{url}/api/")
    app = AsyncApp(client=client)
    app.event("message")(_nothing)
    await AsyncSocketModeHandler(app, "xapp-bare", web_client=client).start_async()


async def _nothing() -> None:
    pass


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
