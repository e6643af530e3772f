"""The folder of raw calls: private, gone at the end, and swept when its run was killed."""

import stat
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from dashboard.release import private
from dashboard.release.errors import BuildError


@pytest.fixture
def raw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary directory of the test."""
    (tmp_path / "raw").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "raw"))
    return tmp_path / "raw"


def test_raw_pages_lie_in_a_private_folder_that_goes_at_the_end(tmp_path: Path, raw: Path) -> None:
    with private.raw_folder(tmp_path / "data") as folder:
        assert folder.parent == raw
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        (folder / "page.json").write_text("{}")
    assert list(raw.iterdir()) == []


def test_a_folder_at_work_is_let_be_and_a_left_one_is_deleted(tmp_path: Path, raw: Path) -> None:
    left = raw / "right-response-raw-left"
    left.mkdir()
    (left / "page.json").write_text("{}")
    (raw / "right-response-raw-link").symlink_to(tmp_path)
    (raw / "other").mkdir()
    with private.raw_folder(tmp_path / "data") as one, private.raw_folder(tmp_path / "data") as two:
        assert {path.name for path in raw.iterdir()} == {one.name, two.name, "right-response-raw-link", "other"}
    assert tmp_path.exists()


def test_many_runs_that_begin_at_once_never_take_each_others_folders(tmp_path: Path, raw: Path) -> None:
    def run(number: int) -> bool:
        with private.raw_folder(tmp_path / "data") as folder:
            (folder / "page.json").write_text(str(number))
            return (folder / "page.json").read_text() == str(number)

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(run, range(1000)))
    assert list(raw.iterdir()) == []


def test_raw_pages_never_lie_in_the_data_root(tmp_path: Path, raw: Path) -> None:
    with pytest.raises(BuildError, match="Set TMPDIR"), private.raw_folder(tmp_path):
        pass
