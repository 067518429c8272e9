"""Imports what the bot stands on, says so and waits to be ended: `python -m tests.bench.imports`."""

import sys

import aiohttp.web
import aiosqlite
import certifi
import dotenv
import httpx
import pydantic
import pydantic_settings
import ruamel.yaml
import slack_bolt.async_app
import slack_sdk.web.async_client
import yarl

LOADED = (
    *(aiohttp.web, aiosqlite, certifi, dotenv, httpx, pydantic, pydantic_settings, ruamel.yaml),
    *(slack_bolt.async_app, slack_sdk.web.async_client, yarl),
)

if __name__ == "__main__":
    print(len(LOADED), flush=True)  # noqa: T201  # whoever waits for us reads it
    sys.stdin.read()
