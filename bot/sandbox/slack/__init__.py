"""A strict small Slack: the Web API, Socket Mode, signed delivery, files, modals, people."""

import secrets
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import aiohttp
from aiohttp import web

from bot.sandbox.background import Background
from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.manifest import Manifest
from bot.sandbox.slack.delivery import Delivery, Parcel
from bot.sandbox.slack.limits import Limits
from bot.sandbox.slack.methods import WebApi
from bot.sandbox.slack.people import People
from bot.sandbox.slack.shapes import Shapes
from bot.sandbox.slack.shelf import Shelf
from bot.sandbox.slack.signed import Signed
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.workspace import Channel, File, Message, Person, Workspace

T = TypeVar("T")
Json = dict[str, Any]


class Slack(People):
    """The workspace as people use it, the app's side of it, and what tests want to know.

    `scopes` may be changed to take some away; `share_delay` is how many seconds an upload's
    shares stay unknown to `files.info`; `limits.enabled = False` lets any rate pass.
    """

    def __init__(
        self,
        *,
        clock: Clock,
        url: str,
        manifest: Manifest,
        changes: Changes,
        background: Background,
        http: aiohttp.ClientSession,
    ) -> None: ...
