"""Reads the City's layer and publishes a release of it: the command for a timer. One at a time, never half done."""

from contextlib import suppress
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from dashboard.published.places import REFERENCE
from dashboard.release import package, private
from dashboard.release.ask import Limits
from dashboard.release.build import CITY, build
from dashboard.release.check import NothingNewError
from dashboard.release.errors import BuildError
from dashboard.release.fetch import fetch
from dashboard.release.report import Report

COMMAND = "refresh"


def layer(reference: Path = REFERENCE) -> str:
    """The address of the City's layer, from package.yaml in the folder: the one that releases name as their source."""
    return str(package.words(reference)["series"][CITY]["sources"][0]["path"])


def refresh(
    data_root: Path,
    as_of: date | datetime | None = None,
    reference: Path = REFERENCE,
    limits: Limits | None = None,
) -> Report:
    """Fetches the layer, builds a release of the series `city-911` in `data_root`, and puts it on show.

    Whatever happens, a report is kept in the root's private reports. Raises NothingNewError when the layer
    holds no further month, and any other BuildError, one line, when the release is held; what was on show then stays.
    """
    try:
        with private.alone(data_root, COMMAND):
            return _reported(data_root, as_of, reference, limits)
    except OSError as error:
        raise BuildError(
            f"{error.filename or data_root}: {error.strerror}. Make room, or let this user write there."
        ) from error


def _reported(data_root: Path, as_of: date | datetime | None, reference: Path, limits: Limits | None) -> Report:
    url = layer(reference)
    told: dict[str, Any] = {"layer": url, "started": _now(), "problem": None, "fetched": None, "build": None}
    try:
        with private.raw_folder(data_root) as folder:
            told["fetched"] = asdict(fetch(url, folder, limits))
            report = build(folder, data_root, CITY, as_of, reference)
    except NothingNewError as nothing:
        _keep(data_root, told | {"nothing_new": str(nothing)})
        raise
    except BaseException as error:
        told["problem"] = str(error) if isinstance(error, BuildError | OSError) else type(error).__name__
        with suppress(OSError):
            _keep(data_root, told)
        raise
    _keep(data_root, told | {"build": report.as_dict()})
    return report


def _keep(data_root: Path, told: dict[str, Any]) -> None:
    private.keep_report(data_root, COMMAND, told | {"ended": _now()})


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
