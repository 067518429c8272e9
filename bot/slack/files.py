"""What Slack knows of a file: the `SlackShares` port."""

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from bot.domain.errors import Fault, NeedsOperator, Rejected, Unclear
from bot.domain.front import FileFacts
from bot.domain.ports import Clock
from bot.domain.recording import SlackFile
from bot.domain.shares import Spot
from bot.slack.api import Refused, WebApi
from bot.slack.behind import behind
from bot.slack.recordings import is_media, name_of, number

SCANNING = (1.0, 2.0, 4.0, 8.0)  # seconds between looks at a file that Slack still scans

_GONE = frozenset({"file_deleted", "file_not_found"})
_MODES = {"tombstone": Fault.FILE_GONE, "hidden_by_limit": Fault.FILE_HIDDEN}
_ACCESS = {"access_denied": Fault.FILE_DENIED, "file_not_found": Fault.FILE_GONE}


class WebFiles:
    """Looks files up with `files.info`, the only place that tells all of every file."""

    def __init__(self, api: WebApi, clock: Clock) -> None:
        self._api = api
        self._clock = clock

    async def facts(self, file_id: str) -> FileFacts:
        """What a file is and where its bytes are; waits for Slack's scan if it must."""
        file = await self._info(file_id)
        for pause in SCANNING:
            if not _scanning(file):
                break
            await self._clock.sleep(pause)
            file = await self._info(file_id)
        return _facts(file)

    async def behind(self, spot: Spot, user: str, team: str) -> SlackFile:
        """The recording there, where this person may have it."""
        return await behind(self._api, spot, user, team)

    async def _info(self, file_id: str) -> Mapping[str, Any]:
        try:
            file = (await self._api.call("files.info", file=file_id)).get("file")
        except Refused as error:
            gone = error.code in _GONE
            raise Rejected(str(error), Fault.FILE_GONE if gone else Fault.FILE_DENIED) from error
        except NeedsOperator as error:
            raise NeedsOperator(str(error), Fault.LOGIN_PAGE) from error
        if not isinstance(file, dict):
            raise Unclear("files.info: no file in the answer", fault=Fault.SLACK_DOWN)
        if (fault := _unreadable(file)) is not None:
            raise Rejected("files.info: the file cannot be read", fault)
        return file


def _unreadable(file: Mapping[str, Any]) -> Fault | None:
    mode, access = file.get("mode"), file.get("file_access")
    if mode == "external" or file.get("is_external"):
        return Fault.FILE_EXTERNAL  # its address is another company's: our token never goes there
    return _MODES.get(str(mode)) or _ACCESS.get(str(access))


def _scanning(file: Mapping[str, Any]) -> bool:
    """A fresh upload has no type yet; its name may already tell enough."""
    return not file.get("mimetype") and (is_media(file) is None or not number(file.get("size")))


def _facts(file: Mapping[str, Any]) -> FileFacts:
    size, milliseconds = number(file.get("size")), number(file.get("duration_ms"))
    return FileFacts(
        id=str(file.get("id", "")),
        name=_name(file),
        mimetype=str(file.get("mimetype") or ""),
        media=is_media(file) is True,
        size=int(size) if size else None,
        seconds=milliseconds / 1000 if milliseconds else None,
        url=str(file.get("url_private_download") or file.get("url_private") or ""),
    )


def _name(file: Mapping[str, Any]) -> str:
    """Its name, with an extension: clips may come without, and services go by it."""
    name = name_of(file)
    if PurePosixPath(name).suffix or not file.get("filetype"):
        return name
    return f"{name or 'recording'}.{file['filetype']}"
