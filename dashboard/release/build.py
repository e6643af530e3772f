"""Builds a release: read, tidy, count, withhold, publish. Stops with the old release on show."""

import tempfile
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from dashboard.published.places import REFERENCE
from dashboard.published.schema import PACKAGE, TABLES
from dashboard.release import check, package
from dashboard.release import reference as references
from dashboard.release.count import count
from dashboard.release.errors import BuildError
from dashboard.release.publish import publish
from dashboard.release.read import read
from dashboard.release.reference import Reference
from dashboard.release.report import Report, tally
from dashboard.release.rule import Rule
from dashboard.release.tidy import Tidied, tidy
from dashboard.release.withhold import COMPLEMENTS, published, withhold

CHICAGO = ZoneInfo("America/Chicago")
DEMO = "demo"
CITY = "city-911"

Frames = dict[str, pd.DataFrame]


def build(
    source: Path | str,
    data_root: Path | str,
    series: str | None = None,
    as_of: date | datetime | None = None,
    reference: Path = REFERENCE,
) -> Report:
    """Builds a release of `series` from `source` into `data_root` and puts it on show. Without a name the series is
    `demo` for generated calls and `city-911` for real ones.

    `source` is a CSV file, an ArcGIS JSON page or a folder of pages. `as_of` is the time of the
    build, Chicago wall clock (a date means its end); default now. `reference` holds call types,
    neighborhoods, rule and words. Raises SourceError for a source that cannot be read, BuildError
    for a build that is refused; either way the old release stays.
    """
    moment = _wall_clock(as_of)
    known = references.load(reference)
    found, counted = _counted(Path(source), known, moment)
    series = series if series is not None else DEMO if found.generated else CITY
    check.series_name(series)
    check.source(found, known.rule, series)
    frames = withhold(counted, known.rule.threshold)
    tables = {table.name: tally(table.name, frames[table.name]) for table in TABLES}
    check.conserved(found.rows_in, found.left_out, tables)
    check.whole(found, tables)
    check.one_kind(Path(data_root), series, demonstration=series == DEMO or found.generated, generated=found.generated)
    check.fall(Path(data_root), series, tables, known.rule)
    heading = package.Heading(
        series,
        demonstration=series == DEMO or found.generated,
        day=moment.date() if as_of else _release_day(found.months[-1], known.rule),
    )
    release, files = _contents(heading, known, frames)
    folder = publish(Path(data_root), release, files)
    return Report(
        release=release,
        folder=str(folder),
        series=series,
        demonstration=heading.demonstration,
        as_of=moment.isoformat(timespec="seconds"),
        months=found.months,
        missing_months=found.empty_months,
        rows_in=found.rows_in,
        left_out=found.left_out,
        not_placed=found.not_placed,
        unknown_codes=found.unknown_codes,
        unknown_agencies=found.unknown_agencies,
        unknown_neighborhoods=found.unknown_neighborhoods,
        tables=tables,
        threshold=known.rule.threshold,
        complements=COMPLEMENTS,
    )


def _counted(source: Path, known: Reference, moment: datetime) -> tuple[Tidied, Frames]:
    """Raw calls live in here only: in memory, and in a private folder that goes at the end."""
    with tempfile.TemporaryDirectory(prefix="release-") as private:
        connection = duckdb.connect(config={"temp_directory": private, "autoinstall_known_extensions": "false"})
        try:
            read(connection, source)
            found = tidy(connection, known.types, known.neighborhoods, known.rule, moment)
            return found, count(connection, known, found.months, found.empty_months)
        except duckdb.Error as error:
            kind = type(error).__name__
            raise BuildError(f"{source}: DuckDB stopped ({kind}). Report this; nothing changed.") from error
        finally:
            connection.close()


def _contents(heading: package.Heading, known: Reference, frames: Frames) -> tuple[str, dict[str, bytes]]:
    """The id of the release and its files, by name."""
    tables = {
        table.name: published(frames[table.name]).to_csv(index=False, lineterminator="\n").encode() for table in TABLES
    }
    codes = package.codes(known.types, known.neighborhoods, known.words)
    described = package.make(heading, known.words, known.rule, codes, frames, tables)
    files = {table.file: tables[table.name] for table in TABLES}
    return described["name"], {**files, PACKAGE: package.dump(described)}


def _wall_clock(as_of: date | datetime | None) -> datetime:
    """Chicago wall clock without a zone, as the source has it."""
    if as_of is None:
        as_of = datetime.now(CHICAGO)
    if isinstance(as_of, datetime):
        return (as_of.astimezone(CHICAGO) if as_of.tzinfo else as_of).replace(tzinfo=None)
    return datetime.combine(as_of, time.max)


def _release_day(month: str, rule: Rule) -> date:
    """The first day on which a month may be released: the day of a build that was told no other."""
    following = (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=1)
    return following + timedelta(days=rule.days_after_month)
