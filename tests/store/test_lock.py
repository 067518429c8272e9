"""Where SQLite's locks cannot be trusted, no database is made."""

from pathlib import Path

import pytest

from bot.domain.errors import NeedsOperator
from bot.store.lock import refuse_network


@pytest.fixture
def mounts(tmp_path: Path) -> Path:
    listed = tmp_path / "mounts"
    listed.write_text(
        "/dev/vda / ext4 rw 0 0\n"
        "server:/home /mnt/home nfs4 rw 0 0\n"
        "//nas/share /mnt/my\\040share cifs rw 0 0\n"
        "/dev/vdb /mnt/home/local ext4 rw 0 0\n"
    )
    return listed


@pytest.mark.parametrize("folder", ["/mnt/home", "/mnt/home/bot", "/mnt/my share"])
def test_a_network_file_system_is_refused(mounts: Path, folder: str):
    with pytest.raises(NeedsOperator, match="local disk"):
        refuse_network(Path(folder) / "t.db", mounts)


@pytest.mark.parametrize("folder", ["/srv", "/mnt/homely", "/mnt/home/local/bot"])
def test_a_disk_of_this_machine_is_taken(mounts: Path, folder: str):
    refuse_network(Path(folder) / "t.db", mounts)
