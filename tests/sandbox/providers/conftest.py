"""Tuplets in miniature, as a client meets it."""

import json
import socket
from collections.abc import AsyncGenerator
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from bot.sandbox.changes import Changes
from bot.sandbox.clock import Clock
from bot.sandbox.providers.tuplets import INSTANT, Tuplets
from bot.sandbox.recordings import samples

WIRE = Path(__file__).parents[2] / "wire" / "tuplets"


def wire(name):
    """A body as the vendor's page has it."""
    return json.loads((WIRE / f"{name}.json").read_text(encoding="utf-8"))


def sample(name):
    """One of the sandbox's own recordings, as bytes."""
    return next(s for s in samples() if s.name == name).path.read_bytes()


REVIEW, CALL, CLIP = "launch-review.mp3", "kundenanruf.m4a", "checkout-clip.mp4"


class Customer:
    """Somebody with a key; `tuplets` is the account itself, for orders and a look inside."""

    def __init__(self, http: aiohttp.ClientSession, tuplets: Tuplets, changes: Changes) -> None:
        self.http = http
        self.tuplets = tuplets
        self.clock = tuplets.clock
        self.key = tuplets.api_key
        self._changes = changes

    async def ask(self, method, path, *, status=200, **what):
        """The JSON of an answer with this status."""
        headers = {"Authorization": f"Bearer {self.key}"}
        url = self.tuplets.base_url + path
        async with self.http.request(method, url, headers=headers, **what) as answer:
            assert answer.status == status, await answer.text()
            return await answer.json()

    async def create(self, data=None, *, name="talk.mp3", status=201, **fields):
        """The answer to a new job; by form, with the recording in it."""
        form = aiohttp.FormData(default_to_multipart=True)
        for field, value in fields.items():
            form.add_field(field, value if isinstance(value, str) else json.dumps(value))
        if data is not None:
            form.add_field("audio_file", data, filename=name, content_type="audio/mpeg")
        return await self.ask("POST", "/jobs", data=form, status=status)

    async def refused(self, status, method, path, **what):
        """What a refusal says."""
        answer = await self.ask(method, path, status=status, **what)
        assert answer.keys() == {"detail"}
        return answer["detail"]

    async def not_created(self, status, data=None, **what):
        """What the refusal of a new job says; nothing was made."""
        before = len(self.tuplets.jobs)
        answer = await self.create(data, status=status, **what)
        assert answer.keys() == {"detail"}
        assert len(self.tuplets.jobs) == before
        return answer["detail"]

    async def done(self, made):
        """A job that has ended."""
        await self.known(made)
        return await self.ask("GET", f"/jobs/{made['id']}")

    async def known(self, made):
        """Wait until nothing but time keeps a job from its end."""
        job = self.tuplets.find(made["id"])
        await self._changes.wait_until(lambda: job.ready or job.over, seconds=50)

    async def result(self, data, **fields):
        """What a recording makes."""
        return (await self.done(await self.create(data, **fields)))["result"]

    async def target(self, **what):
        """A place for an upload."""
        asked = {"filename": "talk.mp3", "content_type": "audio/mpeg", **what}
        return await self.ask("POST", "/jobs/upload-target", json=asked)

    async def put(self, target, data, *, headers=None):
        """The status of an upload, and what storage says."""
        headers = target["upload_headers"] if headers is None else headers
        async with self.http.put(target["upload_url"], data=data, headers=headers) as answer:
            return answer.status, await answer.text()

    async def uploaded(self, data, **what):
        """The form fields that name an upload."""
        target = await self.target(**what)
        assert (await self.put(target, data))[0] == 200
        return {
            "uploaded_audio_key": target["object_key"],
            "uploaded_audio_token": target["upload_token"],
        }


@pytest.fixture
async def customer() -> AsyncGenerator[Customer]:
    """A customer of an account where work takes no time and time stands still."""
    changes = Changes()
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    clock = Clock(speed=0, at=1_800_000_000)
    tuplets = Tuplets(clock=clock, base_url=f"{url}/tuplets", changed=changes.ring)
    tuplets.pace = INSTANT
    runner = web.AppRunner(_app(tuplets), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    async with aiohttp.ClientSession() as http:
        yield Customer(http, tuplets, changes)
    await runner.cleanup()
    await tuplets.close()


def _app(tuplets: Tuplets) -> web.Application:
    app, service = web.Application(), web.Application(client_max_size=1024**3)
    service.add_routes(tuplets.routes())
    app.add_subapp("/tuplets", service)
    app.router.add_get("/media/{name}", _media)
    return app


async def _media(request: web.Request) -> web.StreamResponse:
    """A small web: a recording, redirects to it and away, and a page."""
    match request.match_info["name"]:
        case "talk.mp3":
            return web.Response(body=sample(REVIEW))
        case "moved":
            raise web.HTTPFound("/media/talk.mp3")
        case "inwards":
            raise web.HTTPFound("http://127.0.0.1:1/secret")
        case "page":
            return web.Response(text="<html>Please sign in</html>", content_type="text/html")
        case _:
            raise web.HTTPNotFound
