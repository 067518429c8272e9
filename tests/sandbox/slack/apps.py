"""Apps by other hands: Slack's own SDK and Bolt, living in the sandbox."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

MANIFEST = Path(__file__).with_name("manifest.yaml")  # an app that may do everything there is


def client(sandbox: Sandbox, token: str | None = None) -> AsyncWebClient:
    """Slack's SDK as the app, without its retries."""
    return AsyncWebClient(
        token=sandbox.slack.tokens.bot if token is None else token,
        base_url=f"{sandbox.url}/slack/api/",
        retry_handlers=[],
    )


async def refusal(call) -> dict:
    """What Slack says when it refuses this call."""
    try:
        answer = await call
    except SlackApiError as error:
        return error.response.data
    raise AssertionError(f"it was taken: {answer.data}")


def bolt(sandbox: Sandbox) -> AsyncApp:
    """A Bolt app that acknowledges only what its listeners survive."""
    return AsyncApp(
        client=client(sandbox),
        signing_secret=sandbox.slack.tokens.signing,
        process_before_response=True,
        raise_error_for_unhandled_request=False,
    )


@asynccontextmanager
async def connected(sandbox: Sandbox, app: AsyncApp) -> AsyncGenerator[AsyncSocketModeHandler]:
    """The app, connected by Socket Mode."""
    handler = AsyncSocketModeHandler(app, sandbox.slack.tokens.app)
    before = sandbox.slack.connections
    await handler.connect_async()
    await sandbox.wait_until(lambda: sandbox.slack.connections > before)
    try:
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def listening(sandbox: Sandbox, app: web.Application) -> AsyncGenerator[str]:
    """A server on loopback that Slack delivers to."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    url = f"http://127.0.0.1:{port}/slack/events"
    sandbox.slack.deliver_to(url)
    try:
        yield url
    finally:
        await runner.cleanup()
