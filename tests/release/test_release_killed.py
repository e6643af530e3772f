"""What a refresh that was killed or stopped leaves, and that the next one makes up for it."""

import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from dashboard.published.read import current
from dashboard.release.check import NothingNewError
from tests.release.arcgis import Barrier
from tests.release.place import COMMAND, Place, old_release, one_month_on

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return old_release(tmp_path_factory.mktemp("old"))


@pytest.fixture
def place(tmp_path: Path, old: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with one_month_on(tmp_path / "place", old) as made:
        monkeypatch.setattr(tempfile, "tempdir", str(made.raw))
        yield made


ENDS = [
    *((signal.SIGKILL, kind, number) for kind, number in (("about", 1), ("page", 1), ("page", 3), ("count", 2))),
    (signal.SIGTERM, "page", 3),
]


@pytest.mark.parametrize(("end", "kind", "number"), ENDS)
def test_a_refresh_that_is_ended_while_it_reads_leaves_nothing_for_long(
    place: Place, end: signal.Signals, kind: str, number: int
) -> None:
    before, barrier = place.published(), Barrier()
    place.layer.spoil(barrier, kind, number)
    process = place.start(*COMMAND)
    assert barrier.reached.wait(30)
    process.send_signal(end)
    process.communicate(timeout=30)
    barrier.go.set()
    assert place.published() == before
    assert bool(place.left()) == (end == signal.SIGKILL)
    place.layer.heal()
    place.refresh()
    assert current(place.data).id not in str(before)
    assert place.left() == []


KILLED = """
import os, signal, sys
places, stop, step = (os.environ["DATA_DIR"], os.environ["TMPDIR"]), int(sys.argv[1]), 0
def watch(event, given):
    global step
    changes = event in ("os.mkdir", "os.rename", "os.remove", "os.rmdir", "os.chmod")
    changes |= event == "open" and given[2] & (os.O_WRONLY | os.O_RDWR) > 0
    if changes and any(isinstance(path, str) and path.startswith(places) for path in map(os.fspath, given[:1])):
        step += 1
        if step == stop:
            os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(lambda event, given: watch(event, given) if given and not isinstance(given[0], int) else None)
from dashboard.__main__ import main
status = main(["release", "refresh"])
print(step)
sys.exit(status)
"""


def kill_at_each(place: Place, old: Path, among: Callable[[int], range]) -> None:
    """Kills a refresh before one change to a file or folder after another, and each time refreshes again."""

    def begin() -> None:
        shutil.rmtree(place.data)
        shutil.copytree(old / "data", place.data)

    begin()
    status, out, _ = place.run("-c", KILLED, "0")
    assert status == 0
    good, new = place.published(), current(place.data).id
    for step in among(int(out[-1])):
        begin()
        shown = current(place.data).id
        status, _, _ = place.run("-c", KILLED, str(step))
        assert status == -signal.SIGKILL, step
        assert not current(place.data).problems, step
        assert current(place.data).id in (shown, new), step
        with suppress(NothingNewError):
            place.refresh()
        assert place.left() == [], step
        assert place.published() == good, step


def test_a_refresh_that_is_killed_between_two_steps_is_made_up_for_by_the_next(place: Place, old: Path) -> None:
    kill_at_each(place, old, lambda steps: range(1, steps + 1, max(1, steps // 6)))
