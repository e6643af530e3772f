"""Puts a release on show, goes back to an earlier one, or withdraws one. Each step is whole or not done.

A command that was killed between two steps leaves a state that readers understand, and the next command ends its work.
"""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from dashboard.published import files, index, read
from dashboard.published.index import Entry, Withdrawal
from dashboard.published.schema import CURRENT, RELEASES
from dashboard.release import disk, register
from dashboard.release.errors import BuildError

UNSHOWN = "unshown"


def publish(
    data_root: Path,
    release_id: str,
    contents: dict[str, bytes],
    source_until: date | None = None,
    *,
    show: bool = True,
) -> Path:
    """Writes `data_root/releases/<id>/` with the files, lists it, and points `current` at it.

    A good release of that id is kept as it is: the same figures were already published. `source_until` is the day of
    the newest call that a public source held. What is not to `show` is written to `data_root/unshown/<id>/`, where
    nothing is served and nothing listed. Raises BuildError, and then what was on show stays.
    """
    folder = data_root / (RELEASES if show else UNSHOWN) / release_id
    with _at_work(data_root):
        if not show:
            folder.parent.mkdir(exist_ok=True)
            disk.replace_folder(folder, contents)
            return folder
        if (folder / files.WITHDRAWN).exists():
            raise BuildError(f"{release_id} was withdrawn, and these are the same figures. What is on show stays.")
        if not register.good(folder):
            disk.replace_folder(folder, contents)
        register.update(folder.parent, release_id, source_until)
        _point(data_root, release_id)
    return folder


def finish(data_root: Path, release_id: str) -> None:
    """Lists a release and puts it on show if a killed command wrote it and got no further."""
    if release_id not in index.known(data_root / RELEASES):
        use(data_root, release_id)


def use(data_root: Path, release_id: str) -> None:
    """Points `current` at a release that is already there. Raises BuildError if it is not good."""
    folder = _folder(data_root, release_id)
    with _at_work(data_root):
        read.load(folder)
        _point(data_root, release_id)


def withdraw(data_root: Path, release_id: str, reason: str, day: date) -> str | None:
    """Removes the files of a release for good and leaves a tombstone with the reason, which the public can read.

    Returns the id of the release that is on show then: if it was this one, the one of its series that was published
    before it. None when its series has no other; then `current` still names it, so that no figures of another series
    take its place unasked, and readers say why nothing is shown. Raises BuildError.
    """
    folder = _folder(data_root, release_id)
    if not reason.strip():
        raise BuildError("Say why, for the public: --reason TEXT.")
    with _at_work(data_root):
        entry = index.known(folder.parent).get(release_id)
        if entry is None:
            raise BuildError(f"{release_id} is not in {index.INDEX}, so it was never public. Delete its folder.")
        if entry.withdrawn is None:
            folder.mkdir(exist_ok=True)
            _bury(folder, entry.model_copy(update={"withdrawn": Withdrawal(date=day, reason=reason.strip())}))
            _mend(data_root)
    try:
        return read.current(data_root).id
    except read.ReleaseError:
        return None


def _bury(folder: Path, entry: Entry) -> None:
    """From the moment that the tombstone stands the release is withdrawn; `_mend` removes the other files."""
    disk.replace_file(folder / files.WITHDRAWN, f"{entry.model_dump_json(indent=1)}\n".encode())


def _mend(data_root: Path) -> None:
    """Ends what a killed command left: sweeps, empties withdrawn folders, lists what is there, moves `current`."""
    releases = data_root / RELEASES
    disk.sweep(releases)
    disk.sweep(data_root)
    for tombstone in releases.glob(f"*/{files.WITHDRAWN}"):
        for path in tombstone.parent.iterdir():
            if path != tombstone:
                path.unlink()
    register.update(releases)
    try:
        shown = read.named(data_root)
    except read.ReleaseError:
        return
    if (releases / shown / files.WITHDRAWN).exists():
        instead = next((folder.name for folder in index.earlier(releases, shown) if register.good(folder)), None)
        if instead:
            _point(data_root, instead)


def _folder(data_root: Path, release_id: str) -> Path:
    if not index.ID.fullmatch(release_id):
        raise BuildError(f"{release_id!r} is no release id. Name a folder in {data_root / RELEASES}.")
    return data_root / RELEASES / release_id


def _point(data_root: Path, release_id: str) -> None:
    disk.replace_file(data_root / CURRENT, f"{release_id}\n".encode())


@contextmanager
def _at_work(data_root: Path) -> Generator[None]:
    """Alone in a mended data root. Makes one line of what goes wrong."""
    releases = data_root / RELEASES
    try:
        releases.mkdir(parents=True, exist_ok=True)
        with disk.alone(releases):
            _mend(data_root)
            yield
    except read.ReleaseError as error:
        raise BuildError(str(error)) from error
    except PermissionError as error:
        raise BuildError(f"{data_root}: no write permission. Name a folder that you may write to.") from error
    except OSError as error:
        reason = error.strerror or "cannot be written"
        raise BuildError(f"{data_root}: {reason}. The release on show stays.") from error
