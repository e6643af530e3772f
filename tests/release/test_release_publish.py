"""Publishing, going back, withdrawing: what is listed, what is on show, and what a kill leaves."""

import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from xml.etree import ElementTree as Xml

import pandas as pd
import pyarrow.parquet as pq
import pytest
from frictionless import validate

from dashboard.paths import ROOT
from dashboard.published import files, index, read
from dashboard.published.schema import COUNT, STATE, TABLES
from dashboard.release import disk
from dashboard.release.errors import BuildError
from dashboard.release.publish import publish, use, withdraw
from tests.published.releases import contents, frames, put, spoil

pytestmark = pytest.mark.whole

DAY = date(2026, 11, 24)
ATOM = "{http://www.w3.org/2005/Atom}"


def everything(root: Path) -> dict[str, bytes]:
    return {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def listed(root: Path) -> list[str]:
    return [entry.id for entry in index.read(root / "releases")]


def shown(root: Path) -> str | None:
    try:
        return read.current(root).id
    except read.ReleaseError:
        return None


@pytest.mark.parametrize("series", ["demo", "city"])
def test_a_release_is_a_valid_data_package_with_everything_inside(tmp_path: Path, series: str) -> None:
    folder = put(tmp_path, series)
    report = validate(str(folder / "datapackage.json"))
    assert report.valid, report.flatten(["title", "note"])
    package = json.loads((folder / "datapackage.json").read_text())
    assert {r["path"] for r in package["resources"]} | {"datapackage.json", "checksums.txt"} == names(folder)
    for resource in package["resources"]:
        assert resource["description"]
        assert resource["hash"] == "sha256:" + files.digest((folder / resource["path"]).read_bytes())
        for field in resource.get("schema", {}).get("fields", []):
            assert field["description"]
    method = (folder / "METHOD.md").read_text()
    assert "public, call by call" in method
    assert "{" not in method


def test_sha256sum_agrees_with_the_checksums(tmp_path: Path) -> None:
    folder = put(tmp_path)
    done = subprocess.run(["sha256sum", "--strict", "--check", "checksums.txt"], cwd=folder, capture_output=True)
    assert done.returncode == 0
    assert len((folder / "checksums.txt").read_text().splitlines()) == len(names(folder)) - 1


@pytest.mark.parametrize(("series", "marked"), [("demo", True), ("city", False)])
def test_each_table_alone_says_whether_it_is_a_demonstration(tmp_path: Path, series: str, marked: bool) -> None:
    folder = put(tmp_path, series)
    for table in TABLES:
        lines = pd.read_csv(folder / table.file, dtype=str)
        rows = pq.read_table(folder / files.parquet(table))
        assert (lines.columns[-1] == read.DEMONSTRATION) == marked
        assert (read.DEMONSTRATION in rows.column_names) == marked
        if marked:
            assert (lines[read.DEMONSTRATION] == "true").all()
            assert all(rows[read.DEMONSTRATION].to_pylist())
    assert ("not real calls" in (folder / "METHOD.md").read_text()) == marked


def test_csv_and_parquet_say_the_same_and_hide_the_same(tmp_path: Path) -> None:
    folder = put(tmp_path)
    for table in TABLES:
        lines = read.load(folder).tables[table.name]
        rows = pq.read_table(folder / files.parquet(table)).to_pydict()
        assert rows[STATE] == list(lines[STATE])
        assert rows[COUNT] == [None if pd.isna(count) else count for count in lines[COUNT]]
        for column in table.columns[:-1]:
            assert rows[column] == list(lines[column])


def test_the_same_frames_give_the_same_bytes_and_history_does_not_enter_the_id() -> None:
    name, held = contents()
    assert (name, held) == contents()
    other, changed = contents(changes=b'{"previous": "x"}\n')
    assert other == name
    assert changed["changes.json"] != held["changes.json"]


def test_the_zip_holds_all_files_and_is_always_the_same(tmp_path: Path) -> None:
    folder = put(tmp_path)
    packed = files.archive(files.every(folder, None), folder.name)
    assert packed == files.archive(files.every(folder, None), folder.name)
    with zipfile.ZipFile(io.BytesIO(packed)) as opened:
        held = {Path(name).name: opened.read(name) for name in opened.namelist()}
        assert {Path(name).parent.name for name in opened.namelist()} == {folder.name}
    assert held == {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_index_lists_in_order_of_publication(tmp_path: Path) -> None:
    ids = [put(tmp_path, series, number).name for series, number in [("city", 50), ("demo", 50), ("city", 40)]]
    assert listed(tmp_path) == ids
    put(tmp_path, "city", 50)
    assert listed(tmp_path) == ids
    entry = index.read(tmp_path / "releases")[1]
    package = (tmp_path / "releases" / ids[1] / "datapackage.json").read_bytes()
    assert (entry.series, entry.demonstration, entry.sha256) == ("demo", True, files.digest(package))
    assert entry.months == ("2026-07", "2026-08", "2026-09")


def test_publishing_again_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path)
    before = everything(tmp_path)
    put(tmp_path)
    assert everything(tmp_path) == before


def test_the_day_of_the_source_is_kept_and_moves_on(tmp_path: Path) -> None:
    name, held = contents()
    publish(tmp_path, name, held, date(2026, 11, 20))
    publish(tmp_path, name, held)
    assert index.read(tmp_path / "releases")[0].source_until == date(2026, 11, 20)
    publish(tmp_path, name, held, date(2026, 11, 21))
    assert index.read(tmp_path / "releases")[0].source_until == date(2026, 11, 21)


def test_the_feed_is_atom_with_an_entry_for_each_release_and_withdrawal(tmp_path: Path) -> None:
    first, second = put(tmp_path, number=40).name, put(tmp_path, "demo", number=50).name
    withdraw(tmp_path, first, "Wrong <months> & areas", DAY)
    feed = Xml.fromstring((tmp_path / "releases" / "feed.xml").read_bytes())
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        assert all(element.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    ids = [element.findtext(f"{ATOM}id") for element in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == 3
    titles = [element.findtext(f"{ATOM}title") for element in feed.iter(f"{ATOM}entry")]
    assert titles == [f"Release {second}", f"Withdrawn: {first}", f"Release {first}"]
    summaries = [element.findtext(f"{ATOM}summary") or "" for element in feed.iter(f"{ATOM}entry")]
    assert "not real calls" in summaries[0]
    assert summaries[1] == "Wrong <months> & areas"
    assert feed.findtext(f"{ATOM}updated") == "2026-11-24T00:00:00Z"


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_text("{"), spoil], ids=["gone", "cut", "bit"])
def test_a_lost_index_is_written_anew(tmp_path: Path, harm: Callable[[Path], object]) -> None:
    ids = [put(tmp_path, number=number, months=("2026-07", month)).name for number, month in
           [(40, "2026-08"), (50, "2026-09")]]  # fmt: skip
    harm(tmp_path / "releases" / "index.json")
    use(tmp_path, ids[0])
    assert listed(tmp_path) == ids


@pytest.mark.parametrize(
    ("order", "gone", "on_show"),
    [
        ("abc", "c", "b"),
        ("abc", "a", "c"),
        ("abc", "b", "c"),
        ("a", "a", None),
        ("da", "a", None),
        ("adb", "b", "a"),
    ],
)
def test_a_withdrawn_release_leaves_its_place_to_the_one_before(
    tmp_path: Path, order: str, gone: str, on_show: str | None
) -> None:
    """Letters are releases of the city in order of publication, d one of the demonstration."""
    ids = {}
    for number, letter in enumerate(order):
        ids[letter] = put(tmp_path, "demo" if letter == "d" else "city", 40 + 20 * number).name
    said = withdraw(tmp_path, ids[gone], "A mistake", DAY)
    assert said == shown(tmp_path) == (ids[on_show] if on_show else None)
    folder = tmp_path / "releases" / ids[gone]
    assert names(folder) == {"withdrawn.json"}
    assert json.loads((folder / "withdrawn.json").read_text())["withdrawn"] == {
        "date": "2026-11-24",
        "reason": "A mistake",
    }
    entry = index.known(tmp_path / "releases")[ids[gone]]
    assert entry.withdrawn is not None
    assert listed(tmp_path) == list(ids.values())


def test_without_another_release_the_reader_says_that_it_was_withdrawn(tmp_path: Path) -> None:
    name = put(tmp_path).name
    withdraw(tmp_path, name, "A mistake", DAY)
    with pytest.raises(read.ReleaseError, match="was withdrawn"):
        read.current(tmp_path)


def test_what_is_withdrawn_stays_so(tmp_path: Path) -> None:
    put(tmp_path, number=40)
    name = put(tmp_path, number=60).name
    withdraw(tmp_path, name, "A mistake", DAY)
    before = everything(tmp_path)
    for again in (lambda: put(tmp_path, number=60), lambda: use(tmp_path, name)):
        with pytest.raises(BuildError, match="withdrawn"):
            again()
    withdraw(tmp_path, name, "Another reason", DAY)
    assert everything(tmp_path) == before


@pytest.mark.parametrize(
    ("release", "reason"), [("city-2026-09-ffffffff", "why"), ("../outside", "why"), ("", "why"), (None, "  ")]
)
def test_what_cannot_be_withdrawn_is_one_line(tmp_path: Path, release: str | None, reason: str) -> None:
    name = put(tmp_path).name
    before = everything(tmp_path)
    with pytest.raises(BuildError) as caught:
        withdraw(tmp_path, name if release is None else release, reason, DAY)
    assert len(str(caught.value).splitlines()) == 1
    assert everything(tmp_path) == before


def test_the_command_withdraws_in_the_data_folder(tmp_path: Path) -> None:
    first, second = put(tmp_path, number=40).name, put(tmp_path, number=60).name
    command = [sys.executable, "-m", "dashboard", "release", "withdraw", second, "--reason", "A mistake"]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"DATA_DIR": str(tmp_path)}, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{second} is withdrawn; {first} is on show\n"


def test_two_at_once_is_an_error_of_one_line(tmp_path: Path) -> None:
    name = put(tmp_path).name
    before = everything(tmp_path)
    for command in (lambda: put(tmp_path, number=60), lambda: use(tmp_path, name),
                    lambda: withdraw(tmp_path, name, "why", DAY)):  # fmt: skip
        with disk.alone(tmp_path / "releases"), pytest.raises(BuildError, match="another command"):
            command()
    assert everything(tmp_path) == before


def killed_at(step: int, command: Callable[[], object]) -> bool:
    """Runs the command in a process that ends itself, as by kill -9, before its nth change on disk."""
    child = os.fork()
    if child == 0:
        seen = 0

        def count(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal seen
            writes = event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if writes or event in ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"):
                seen += 1
                if seen == step:
                    os._exit(9)

        sys.addaudithook(count)
        try:
            command()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def every_kill(tmp_path: Path, prepare: Callable[[Path], None], command: Callable[[Path], object]) -> list[Path]:
    """One data root for each step at which the command was killed."""
    left = []
    for step in range(1, 200):
        root = tmp_path / str(step)
        prepare(root)
        if not killed_at(step, lambda root=root: command(root)):
            assert step > 5
            return left
        left.append(root)
    raise AssertionError("the command never ended")


def test_a_killed_publication_shows_old_or_new_and_the_next_one_mends_it(tmp_path: Path) -> None:
    old, new = contents(made=frames(number=40)), contents(made=frames(number=60))
    for root in every_kill(tmp_path, lambda root: publish(root, *old), lambda root: publish(root, *new)):
        assert shown(root) in (old[0], new[0])
        publish(root, *new)
        assert shown(root) == new[0]
        assert listed(root) == [old[0], new[0]]
        assert {path.name for path in root.iterdir()} == {"current", "releases"}
        assert {path.name for path in (root / "releases").iterdir()} == {old[0], new[0], "index.json", "feed.xml"}


def test_a_killed_withdrawal_is_done_or_not_and_the_next_command_ends_it(tmp_path: Path) -> None:
    old, new, other = (contents(made=frames(number=number)) for number in (40, 60, 80))

    def prepare(root: Path) -> None:
        publish(root, *old)
        publish(root, *new)

    for root in every_kill(tmp_path, prepare, lambda root: withdraw(root, new[0], "A mistake", DAY)):
        folder = root / "releases" / new[0]
        begun = (folder / "withdrawn.json").exists()
        assert shown(root) == (old[0] if begun else new[0])
        publish(root, *other)
        use(root, old[0])
        entry = index.known(root / "releases")[new[0]]
        assert (entry.withdrawn is not None) == begun
        assert (names(folder) == {"withdrawn.json"}) == begun
        feed = (root / "releases" / "feed.xml").read_text()
        assert ("Withdrawn" in feed) == begun


def test_what_is_not_to_be_shown_is_neither_listed_nor_among_the_releases(tmp_path: Path) -> None:
    name = put(tmp_path).name
    unshown, held = contents(made=frames(number=60))
    folder = publish(tmp_path, unshown, held, show=False)
    assert read.load(folder).id == unshown
    use(tmp_path, name)
    assert listed(tmp_path) == [name]
    with pytest.raises(BuildError):
        use(tmp_path, unshown)
    publish(tmp_path, unshown, held)
    assert shown(tmp_path) == unshown
