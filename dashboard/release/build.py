"""Builds a release: read, tidy, count, protect, audit, publish. Stops with the old release on show."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import duckdb
import ibis
import pandas as pd

from dashboard.published.places import REFERENCE
from dashboard.published.read import Release, load, newest
from dashboard.published.schema import CATEGORY, COUNT, STATE, TABLES, TIMES, State
from dashboard.release import addresses, check, complements, corrections, disk, package, private, sources, times
from dashboard.release import reference as references
from dashboard.release.audit import Audit, Cell, audit
from dashboard.release.certify import Bools
from dashboard.release.count import Frames, Months, count, recounted
from dashboard.release.engine import DUCKDB, opened
from dashboard.release.errors import BuildError
from dashboard.release.protect import Totals, protect
from dashboard.release.publish import finish, publish
from dashboard.release.read import read
from dashboard.release.reference import Reference
from dashboard.release.report import Report, tally
from dashboard.release.rule import Rule
from dashboard.release.tidy import Tidied, tidy

CHICAGO = ZoneInfo("America/Chicago")
DEMO = "demo"
CITY = "city-911"


def build(
    source: Path | str,
    data_root: Path | str,
    series: str | None = None,
    as_of: date | datetime | None = None,
    reference: Path = REFERENCE,
    *,
    audited: bool = True,
    layout: str | None = None,
    engine: str = DUCKDB,
) -> Report:
    """Builds a release of `series` from `source` into `data_root` and puts it on show. Without a name the series is
    `demo` for generated calls, and that of their layout for real ones (`city-911`).

    `source` is a CSV (plain, .gz, .zip), a Parquet file, an ArcGIS JSON page or a folder of pages. `layout` names how
    it is laid out (a source of the reference folder, or a YAML file); default the first that fits. `as_of` is the time
    of the build, Chicago wall clock (a date means its end); default now. `reference` holds call types,
    neighborhoods, rule and words. A release that is not `audited` is written and not put on show. `engine`, duckdb or
    spark, counts: the release is the same. Raises SourceError for a source that cannot be read, BuildError for a build
    that is refused; either way the old release stays.
    """
    moment, root = _wall_clock(as_of), Path(data_root)
    known = references.load(reference)
    if layout is not None:
        known = replace(known, sources={layout: sources.named(layout, reference)})
    counted = _counted(Path(source), root, series, known, moment, engine)
    frames = protect(
        counted.frames,
        counted.before,
        counted.late,
        known.rule.complement_order,
        known.rule.threshold,
        counted.dominated,
    )
    tables = {table.name: tally(frames[table.name]) for table in TABLES}
    check.conserved(counted.found.rows_in, counted.left_out, tables)
    check.whole(counted.found, tables)
    covered = complements.of(frames, known.rule.threshold) | (complements.load(root, counted.previous) or frozenset())
    before = complements.load(root, counted.previous, addresses.FOLDER) or frozenset()
    guarded = addresses.of(frames, counted.dominated) | before
    heading = package.Heading(
        counted.series,
        demonstration=counted.series == DEMO or counted.found.generated,
        addresses=counted.addresses,
        day=moment.date() if as_of else _release_day(counted.months.fresh[-1], known.rule),
    )
    whole = _appended(counted.before, frames) | _timed(counted, frames)
    try:
        changes = corrections.check(root, counted.series, counted.previous, whole, known.rule.threshold)
        codes = package.codes(known.types, known.neighborhoods, known.dispositions, known.words)
        release, files = package.contents(heading, known.words, known.rule, codes, whole, changes)
        attack = _attacked(root, release, files, counted.previous, covered, guarded) if audited else None
        complements.keep(root, release, covered)
        if guarded:
            complements.keep(root, release, guarded, addresses.FOLDER)
        folder = publish(root, release, files, show=audited)
    except PermissionError as error:
        raise BuildError(f"{root}: no write permission. Name a folder that you may write to.") from error
    except OSError as error:
        raise BuildError(f"{root}: {error.strerror or 'cannot be written'}. The release on show stays.") from error
    return _report(counted, heading, tables, attack, release, folder, moment, known)


@dataclass(frozen=True)
class _Counted:
    """Raw calls have become counts. `left_out` of the source's rows by reason; `before` the last release's tables;
    `times` with the number of calls behind each; `dominated` masks the cells of one address, and `addresses` tells
    whether the series has any."""

    series: str
    found: Tidied
    left_out: dict[str, int]
    months: Months
    frames: Frames
    times: pd.DataFrame
    dominated: dict[str, Bools]
    addresses: bool
    previous: Release | None
    before: Frames
    late: Totals


def _counted(source: Path, root: Path, series: str | None, known: Reference, moment: datetime, engine: str) -> _Counted:
    """Raw calls live in here only: in memory, and in a private folder that goes at the end."""
    with private.raw_folder(root) as folder, opened(engine, folder) as calls_of:
        connection = duckdb.connect(config={"temp_directory": str(folder), "autoinstall_known_extensions": "false"})
        try:
            layout = read(connection, source, known.sources.values(), folder)
            found = tidy(connection, layout, known, moment)
            return _count(connection, calls_of(connection), root, series, known, layout, found)
        except duckdb.Error as error:
            kind = type(error).__name__
            raise BuildError(f"{source}: DuckDB stopped ({kind}). Report this; nothing changed.") from error
        finally:
            connection.close()


def _count(
    connection: duckdb.DuckDBPyConnection,
    calls: ibis.Table,
    root: Path,
    series: str | None,
    known: Reference,
    layout: sources.Source,
    found: Tidied,
) -> _Counted:
    """`calls` are those of the connection, wherever they are counted."""
    series = series if series is not None else DEMO if found.generated else found.source
    check.series_name(series)
    check.source(found, known.rule, series)
    demonstration = series == DEMO or found.generated
    check.one_kind(root, series, demonstration=demonstration, generated=found.generated)
    last = newest(root, series)
    check.fall(last, found, known.rule)
    previous = None if demonstration else last
    months = Months(found.months, found.empty_months, previous.months if previous else ())
    if not months.fresh:
        if previous:
            finish(root, previous.id)
        raise check.NothingNewError(previous)
    if not demonstration:
        check.apart(root, series, months.fresh)
    late = recounted(calls, months)
    check.rise(previous, late, known.rule)
    frames = count(calls, known, months)
    released_before = int(late[CATEGORY.name].sum())
    return _Counted(
        series=series,
        found=found,
        left_out=found.left_out | ({check.RELEASED: released_before} if released_before else {}),
        months=months,
        frames=frames,
        times=times.take(connection, layout.stamps, months),
        dominated=addresses.dominated(connection, frames, known.rule.threshold),
        addresses=layout.address is not None or (previous is not None and package.has_addresses(previous.package)),
        previous=previous,
        before=previous.tables if previous else {},
        late=late,
    )


def _appended(before: Frames, frames: Frames) -> Frames:
    """All that the release shows: the months of the last one as they are, then what is new. No withheld count."""
    shown = {
        name: frame.assign(**{COUNT: frame[COUNT].where(frame[STATE] == State.NUMBER)})
        for name, frame in frames.items()
    }
    return {name: pd.concat([before[name], frame]) if name in before else frame for name, frame in shown.items()}


def _timed(counted: _Counted, frames: Frames) -> Frames:
    """The table of times, the months of the last release as they are; none while a series has no time stamps."""
    fresh = times.protect(counted.times, frames[CATEGORY.name])
    whole = pd.concat([counted.previous.times, fresh]) if counted.previous else fresh
    return {TIMES.name: whole} if len(whole) else {}


def _attacked(
    root: Path,
    release: str,
    files: dict[str, bytes],
    previous: Release | None,
    covered: frozenset[Cell],
    guarded: frozenset[Cell],
) -> Audit:
    """Writes the release where only the operator sees it and attacks it there. Raises BuildError if that succeeds."""
    with private.raw_folder(root) as folder:
        disk.replace_folder(folder / release, files)
        attack = audit(load(folder / release), [previous] if previous else [], covered, guarded)
    if attack.findings:
        raise BuildError(
            f"The audit narrowed {len(attack.findings)} cells ({attack.findings[0]}). Report this; nothing changed."
        )
    return attack


def _report(
    counted: _Counted,
    heading: package.Heading,
    tables: check.Tallies,
    attack: Audit | None,
    release: str,
    folder: Path,
    moment: datetime,
    known: Reference,
) -> Report:
    found = counted.found
    return Report(
        release=release,
        folder=str(folder),
        series=heading.series,
        demonstration=heading.demonstration,
        as_of=moment.isoformat(timespec="seconds"),
        months=counted.months.fresh,
        missing_months=found.empty_months,
        rows_in=found.rows_in,
        left_out=counted.left_out,
        not_placed=found.not_placed,
        unknown_codes=found.unknown_codes,
        unknown_agencies=found.unknown_agencies,
        unknown_neighborhoods=found.unknown_neighborhoods,
        tables=tables,
        threshold=known.rule.threshold,
        audit=attack.as_dict() if attack else None,
    )


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
