"""Links as people share them: which file is behind one, and which pages give no file to anybody."""

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from bot.domain.errors import Fault

_DRIVES = re.compile(
    r"(www\.)?dropbox\.com|(drive|docs)\.google\.com|drive\.usercontent\.google\.com"
    r"|1drv\.ms|onedrive\.live\.com|[\w-]+\.sharepoint\.com"
)
_GOOGLE_FILE = re.compile(r"/file/(?:u/\d+/)?d/([\w-]+)(?:/.*)?")
_GOOGLE_ID = re.compile(r"[\w-]+")
_DROPBOX_FILE = re.compile(r"/(?:s|scl/fi)/.+")
_ONEDRIVE_FILE = re.compile(r"/[a-eg-z]/c/([0-9A-Fa-f]+)/([\w!-]+)")
_SHAREPOINT_FILE = re.compile(r"/:[a-eg-z]:/([gst])/((?:[\w%-]+/)*)([\w-]+)")
_SHAREPOINT_SITES = {"g": "", "s": "sites/", "t": "teams/"}
_SHAREPOINT_DOWNLOAD = "_layouts/15/download.aspx"

_SLACK_MESSAGE = re.compile(r"[\w-]+(\.enterprise)?\.slack\.com/archives/([CDG]\w+)/p(\d+)(\d{6})")
_SLACK_FILE = re.compile(
    r"[\w-]+(?:\.enterprise)?\.slack\.com/files/[UW]\w+/(F\w+)(?:/.*)?"
    r"|files\.slack\.com/files-(?:pri|tmb)/T\w+-(F[A-Z0-9]+)(?:/.*)?"
)

# by host and path, without a query
_PAGES = tuple(
    (re.compile(pattern), fault)
    for pattern, fault in (
        (r"([\w-]+\.)*zoom\.(us|com)/(rec|recording|clips)/.*", Fault.LINK_ZOOM),
        (r"([\w-]+\.)*zoom\.(us|com)/(j|my|s|w|wc)/.*", Fault.LINK_MEETING),
        (r"meet\.google\.com/.*", Fault.LINK_MEETING),
        (r"teams\.(microsoft|live)\.com/(l/meetup-join|meet)/.*", Fault.LINK_MEETING),
        (r"teams\.(microsoft|live)\.com/.*", Fault.LINK_STREAM),
        (r"([\w-]+\.)*microsoftstream\.com/.*", Fault.LINK_STREAM),
        (r"[\w-]+\.sharepoint\.com/.*_layouts/15/(stream|embed|onedrive)\.aspx", Fault.LINK_STREAM),
        (r"([\w-]+\.)*loom\.com/(share|embed|looms)/.*", Fault.LINK_LOOM),
        (r"([\w-]+\.)*youtube(-nocookie)?\.com/.*|youtu\.be/.*", Fault.LINK_YOUTUBE),
        (r"drive\.google\.com/drive/.*|(drive|docs)\.google\.com/folderview", Fault.LINK_FOLDER),
        (r"(www\.)?dropbox\.com/(sh|scl/fo|home)/.*", Fault.LINK_FOLDER),
        (r"1drv\.ms/f/.*|[\w-]+\.sharepoint\.com/:f:/.*", Fault.LINK_FOLDER),
        (r"([\w-]+\.)*(slack|slack-files|slack-gov)\.com/.*", Fault.LINK_SLACK),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in Slack that a link leads to: a file, or a message (`ts`), perhaps in a thread."""

    file: str | None = None
    channel: str = ""
    ts: str = ""
    thread: str | None = None


def in_slack(url: str) -> Spot | None:
    """Which file or message of Slack's is behind a link; None when it is another link."""
    parts = urlsplit(url) if (host := _host(url)) else None
    if parts is None:
        return None
    place = f"{host}{parts.path}"
    if found := _SLACK_FILE.fullmatch(place):
        return Spot(file=found[1] or found[2])
    if (found := _SLACK_MESSAGE.fullmatch(place)) is None:
        return None
    thread = dict(parse_qsl(parts.query)).get("thread_ts")
    return Spot(channel=found[2], ts=f"{found[3]}.{found[4]}", thread=thread)


def page(url: str) -> Fault | None:
    """Why nobody can fetch a recording from there, whoever asks; None when somebody may."""
    host = _host(url)
    place = f"{host}{urlsplit(url).path or '/'}" if host else ""
    return next((fault for pattern, fault in _PAGES if pattern.fullmatch(place)), None)


def is_share(url: str) -> bool:
    """Whether a drive shows a page there, rather than the file itself."""
    return _DRIVES.fullmatch(_host(url)) is not None


def direct(url: str) -> str:
    """The file behind a share link, where its address follows from the link; else the link."""
    match _host(url).removeprefix("www."):
        case "drive.google.com" | "docs.google.com":
            return _google(url)
        case "dropbox.com":
            return _dropbox(url)
        case "1drv.ms":
            return _onedrive(url)
        case host if host.endswith(".sharepoint.com"):
            return _sharepoint(url)
        case _:
            return url


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:  # no address at all: for the guard to refuse
        return ""


def _google(url: str) -> str:
    """What its own download button opens; `confirm` skips the page about a virus scan.

    Undocumented; gdown and yt-dlp read the same links. A `resourcekey` opens older files
    (support.google.com/drive/answer/10729743).
    """
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    named = _GOOGLE_FILE.fullmatch(parts.path)
    file = named[1] if named else ""
    if parts.path in {"/open", "/uc"}:
        file = query.get("id", "")
    if not _GOOGLE_ID.fullmatch(file):
        return url
    wanted = {"id": file, "export": "download", "confirm": "t"}
    if "resourcekey" in query:
        wanted["resourcekey"] = query["resourcekey"]
    return f"https://drive.usercontent.google.com/download?{urlencode(wanted)}"


def _dropbox(url: str) -> str:
    """The same with `dl=1` (help.dropbox.com/share/force-download); `rlkey` has to stay."""
    parts = urlsplit(url)
    if not _DROPBOX_FILE.fullmatch(parts.path):
        return url
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in {"dl", "raw"}]
    return urlunsplit((*parts[:3], urlencode([*query, ("dl", "1")]), ""))


def _onedrive(url: str) -> str:
    """Personal drives that live on SharePoint; undocumented, seen in public code.

    Older links (`/u/s!...`) opened through an interface that now wants a sign-in (rclone's issue
    7898), so they stay as they are.
    """
    found = _ONEDRIVE_FILE.fullmatch(urlsplit(url).path)
    if found is None:
        return url
    site = f"https://my.microsoftpersonalcontent.com/personal/{found[1]}"
    return f"{site}/{_SHAREPOINT_DOWNLOAD}?share={quote(found[2])}"


def _sharepoint(url: str) -> str:
    """The download of a shared file, which needs no cookie (rclone's pull request 5417)."""
    parts = urlsplit(url)
    found = _SHAREPOINT_FILE.fullmatch(parts.path)
    if found is None:
        return url
    site = f"https://{parts.hostname}/{_SHAREPOINT_SITES[found[1]]}{found[2]}"
    return f"{site}{_SHAREPOINT_DOWNLOAD}?share={quote(found[3])}"
