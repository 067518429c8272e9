"""What people paste from drives, meetings and players, and what is done with it."""

import socket

import pytest

from bot.domain.errors import Fault, Rejected, Transient
from bot.domain.recording import Link
from bot.domain.shares import direct, is_share, page
from bot.http.guard import Guard
from bot.media.opener import Opener
from bot.media.slack import SlackAccess
from bot.providers.tuplets.traits import STANDARD
from tests.http.servers import calling_out

GOOGLE = "https://drive.usercontent.google.com/download?id=1a_B-c&export=download&confirm=t"
SITE = "https://acme.sharepoint.com"
MINE = "https://acme-my.sharepoint.com"
DOWNLOAD = "_layouts/15/download.aspx?share=EaBc_1-2"

DIRECT = {
    "https://drive.google.com/file/d/1a_B-c/view?usp=sharing": GOOGLE,
    "https://drive.google.com/file/d/1a_B-c": GOOGLE,
    "https://drive.google.com/file/u/1/d/1a_B-c/edit": GOOGLE,
    "https://drive.google.com/open?id=1a_B-c&usp=drive_fs": GOOGLE,
    "https://drive.google.com/uc?export=view&id=1a_B-c": GOOGLE,
    "https://docs.google.com/uc?id=1a_B-c": GOOGLE,
    "https://DRIVE.google.com/file/d/1a_B-c/view?resourcekey=0-x_Y": f"{GOOGLE}&resourcekey=0-x_Y",
    "https://www.dropbox.com/s/a1b2/call.mp3": "https://www.dropbox.com/s/a1b2/call.mp3?dl=1",
    "https://www.dropbox.com/scl/fi/a1/%C3%BC.m4a?rlkey=k1&st=z&dl=0#t": (
        "https://www.dropbox.com/scl/fi/a1/%C3%BC.m4a?rlkey=k1&st=z&dl=1"
    ),
    "https://dropbox.com/s/a1b2/call.mp3?raw=1": "https://dropbox.com/s/a1b2/call.mp3?dl=1",
    "https://1drv.ms/v/c/16736b8f8892fe5e/EaBc_1-2?e=x": (
        f"https://my.microsoftpersonalcontent.com/personal/16736b8f8892fe5e/{DOWNLOAD}"
    ),
    f"{MINE}/:v:/g/personal/ben_acme_com/EaBc_1-2?e=x": f"{MINE}/personal/ben_acme_com/{DOWNLOAD}",
    f"{SITE}/:u:/s/Sales/EaBc_1-2": f"{SITE}/sites/Sales/{DOWNLOAD}",
    f"{SITE}/:v:/t/Team/EaBc_1-2?e=x": f"{SITE}/teams/Team/{DOWNLOAD}",
    f"{SITE}/:v:/g/EaBc_1-2": f"{SITE}/{DOWNLOAD}",
}
AS_PASTED = [
    GOOGLE,
    "https://example.com/file/d/1a_B-c/view",
    "https://drive.google.com.evil.example/file/d/1a_B-c/view",
    "https://drive.google.com/open?id=1%26export%3Dx",
    "https://docs.google.com/document/d/1a_B-c/edit",
    "https://www.dropbox.com/login",
    "https://dl.dropboxusercontent.com/s/a1b2/call.mp3",
    "https://1drv.ms/u/s!AjIxK6fZSqHTiH9q",
    "https://onedrive.live.com/?id=1&cid=2",
    f"{SITE}/:v:/r/sites/Sales/Documents/call.mp4",
    f"{SITE}/:v:/s/../../EaBc_1-2/../x",
    "https://notsharepoint.com/:v:/s/Sales/EaBc_1-2",
    "http://[::1",
    "",
]
PAGES = {
    "https://acme.zoom.us/rec/share/abc.def?pwd=1": Fault.LINK_ZOOM,
    "https://us02web.zoom.us/rec/play/abc": Fault.LINK_ZOOM,
    "https://zoom.us/j/123456": Fault.LINK_MEETING,
    "https://meet.google.com/abc-defg-hij": Fault.LINK_MEETING,
    "https://teams.microsoft.com/l/meetup-join/19%3a": Fault.LINK_MEETING,
    "https://teams.live.com/meet/95": Fault.LINK_MEETING,
    "https://teams.microsoft.com/l/meetingrecap?driveId=1": Fault.LINK_STREAM,
    "https://web.microsoftstream.com/video/1": Fault.LINK_STREAM,
    f"{MINE}/personal/ben/_layouts/15/stream.aspx?id=%2Fcall.mp4": Fault.LINK_STREAM,
    "https://www.loom.com/share/0123": Fault.LINK_LOOM,
    "https://www.youtube.com/watch?v=1": Fault.LINK_YOUTUBE,
    "https://youtu.be/1": Fault.LINK_YOUTUBE,
    "https://m.YouTube.com/shorts/1": Fault.LINK_YOUTUBE,
    "https://drive.google.com/drive/u/0/folders/1a?usp=sharing": Fault.LINK_FOLDER,
    "https://www.dropbox.com/scl/fo/a1/h?rlkey=k": Fault.LINK_FOLDER,
    "https://1drv.ms/f/c/1/2": Fault.LINK_FOLDER,
    f"{SITE}/:f:/s/Sales/EaBc": Fault.LINK_FOLDER,
    "https://acme.slack.com/archives/C1/p1": Fault.LINK_SLACK,
    "https://acme.enterprise.slack.com/files/U1/F2/a.mp3": Fault.LINK_SLACK,
    "https://files.slack.com/files-pri/T1-F2/a.mp3": Fault.LINK_SLACK,
    "https://slack.com": Fault.LINK_SLACK,
}
NO_PAGES = [
    *DIRECT,
    "https://zoom.us.evil.example/rec/share/1",
    "https://notyoutube.com/watch?v=1",
    "https://media.example/zoom.us/rec/share/1",
    "https://media.example/?u=https://youtu.be/1",
    "https://cdn.loom.com/sessions/1.mp4",
]


@pytest.mark.parametrize("link", DIRECT)
def test_the_link_of_a_drive_is_turned_into_that_of_its_file(link):
    assert is_share(link)
    assert direct(link) == DIRECT[link]
    assert direct(direct(link)) == direct(link)


@pytest.mark.parametrize("link", AS_PASTED)
def test_what_is_no_file_of_a_drive_stays_as_it_was_pasted(link):
    assert direct(link) == link


@pytest.mark.parametrize("link", PAGES)
def test_pages_that_give_no_file_to_a_machine_are_known(link):
    assert page(link) is PAGES[link]


@pytest.mark.parametrize("link", NO_PAGES)
def test_no_other_link_is_taken_for_one_of_them(link):
    assert page(link) is None


class Names:
    """A resolver that knows nobody, and whom it was asked for."""

    def __init__(self):
        self.asked = []

    async def look_up(self, host, port):
        self.asked.append(host)
        raise socket.gaierror(socket.EAI_AGAIN, "later")


async def test_a_share_is_fetched_as_its_file_and_a_page_is_not_even_looked_up(tmp_path):
    names = Names()
    async with calling_out(guard=Guard(lookup=names.look_up)) as http:
        access = SlackAccess("xoxb-1", "http://slack.example/api/")
        media = Opener(None, http, access, tmp_path)
        with pytest.raises(Rejected) as refused:
            await media.check_link("<https://acme.zoom.us/rec/share/abc|the call>")
        assert (refused.value.fault, names.asked) == (Fault.LINK_ZOOM, [])
        drive = Link(url="https://drive.google.com/file/d/1a_B-c/view")
        with pytest.raises(Transient):
            async with media.open(drive, STANDARD, lambda: False):
                pass
    assert names.asked == ["drive.usercontent.google.com"]
