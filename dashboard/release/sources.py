"""How a file of calls is laid out: one short YAML for each source, in data/reference/sources.

docs/data.md tells an editor what each key means.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from zoneinfo import ZoneInfo

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from dashboard.published import call_types
from dashboard.published.places import REFERENCE
from dashboard.release.errors import SourceError

FOLDER = "sources"
CITY = "city-911"
WALL_CLOCK = "wall-clock"
EPOCH_MS, EPOCH_S, ISO = "epoch-ms", "epoch-s", "iso"
LISTED = "listed"

Column = Annotated[str, Field(min_length=1)]
Columns = tuple[Column, ...]
Responder = Literal["police", "fire", "bcr"]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Time(_Part):
    """When a call was made.

    `formats` are tried in order: epoch-ms, epoch-s, iso, or strptime patterns. `zone` is wall-clock (the city's own
    clock, whatever zone stands beside it) or the zone of values without an offset, converted to `local`.
    """

    column: Column
    zone: str
    formats: Annotated[tuple[str, ...], Field(min_length=1)] = (ISO,)
    local: str = "America/Chicago"

    @field_validator("formats")
    @classmethod
    def _readable(cls, formats: tuple[str, ...]) -> tuple[str, ...]:
        moment = datetime(2026, 10, 31)
        for pattern in formats:
            if pattern not in (EPOCH_MS, EPOCH_S, ISO):
                try:
                    same = datetime.strptime(moment.strftime(pattern), pattern) == moment
                except ValueError:
                    same = False
                if not same:
                    raise ValueError(f"{pattern!r} gives no date. Use epoch-ms, epoch-s, iso, or a pattern as %m/%d/%Y")
        return formats

    @field_validator("zone", "local")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            return zone if zone == WALL_CLOCK else ZoneInfo(zone).key
        except (KeyError, ValueError, OSError) as error:
            raise ValueError(
                f"{zone!r} is no time zone. Use {WALL_CLOCK}, UTC, or a name as America/Chicago"
            ) from error


class Agency(_Part):
    """Who was sent: `responders` by the values of `column`, or one `responder` for all rows."""

    column: Column | None = None
    responders: dict[str, Responder] = {}
    responder: Responder | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if (self.responder is None) != bool(self.column and self.responders):
            raise ValueError("give column and responders, or responder alone")
        return self


class Type(_Part):
    """What a call was about: the first of `columns` that is filled.

    `categories` holds the source's own names by category; what it does not name is looked up in call_types.yaml.
    """

    columns: Annotated[Columns, Field(min_length=1)]
    categories: dict[str, Columns] = {}


class Resident(_Part):
    """Which rows residents began: those with one of `values` in `column`, those of `types` (a list, or the word
    listed: as call_types.yaml says), or every row."""

    column: Column | None = None
    values: tuple[str, ...] = ()
    types: Literal["listed"] | tuple[str, ...] = ()
    every_row: bool = False

    @model_validator(mode="after")
    def _some_way(self) -> Self:
        if bool(self.column) != bool(self.values):
            raise ValueError("column and values go together")
        if self.every_row == bool(self.column or self.types):
            raise ValueError("give column and values, or types, or both; or every_row: true alone")
        return self


class Place(_Part):
    """Where: a column that names the neighborhood; or coordinates (degrees), put into our shapes; or nothing.

    With both, the name counts and the coordinates only tell rows without a place.
    """

    area: Column | None = None
    latitude: Column | None = None
    longitude: Column | None = None

    @model_validator(mode="after")
    def _both(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            raise ValueError("latitude and longitude go together")
        return self


class Stamps(_Part):
    """Columns of time stamps, written as the time is."""

    received: Column | None = None
    queued: Column | None = None
    assigned: Column | None = None
    arrived: Column | None = None
    cleared: Column | None = None


class Source(_Part):
    """One source. `fields`: columns that a file must have; rows alike in all of them but `row_ids` are one. Without
    `fields`, rows alike in all columns of the file but `row_ids`."""

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    time: Time
    agency: Agency
    type: Type
    resident: Resident
    place: Place = Place()
    incident: Column | None = None
    priority: Column | None = None
    disposition: Column | None = None
    address: Column | None = None
    stamps: Stamps = Stamps()
    fields: Columns = ()
    row_ids: Columns = ()

    @property
    def columns(self) -> Columns:
        """Every column that the source needs, once."""
        named = (
            *self.fields,
            *(self.incident, self.time.column, self.agency.column, *self.type.columns, self.resident.column),
            *(*self.place.model_dump().values(), self.priority, self.disposition, self.address),
            *(*self.stamps.model_dump().values(), *self.row_ids),
        )
        return tuple(dict.fromkeys(name for name in named if name is not None))

    def missing(self, found: Iterable[str]) -> list[str]:
        """The columns that are not among `found`; capitals and outer spaces do not matter."""
        known = {name.strip().casefold() for name in found}
        return [name for name in self.columns if name.casefold() not in known]


@lru_cache(maxsize=8)
def load(reference: Path = REFERENCE) -> dict[str, Source]:
    """The sources of the reference folder by name, the City's first. Raises SourceError."""
    found = {path.stem: read_yaml(path, reference) for path in sorted((reference / FOLDER).glob("*.yaml"))}
    return dict(sorted(found.items(), key=lambda item: item[0] != CITY))


def named(name: str, reference: Path = REFERENCE) -> Source:
    """The source of that name, or of that YAML file. Raises SourceError."""
    if name.endswith((".yaml", ".yml")):
        return read_yaml(Path(name), reference)
    known = load(reference)
    if name not in known:
        raise SourceError(f"{name!r} is no source. Use one of: {', '.join(known)}; or the path of a YAML file.")
    return known[name]


def fitting(sources: Iterable[Source], found: list[str], file: Path) -> Source:
    """The first source whose columns are all `found`. Raises SourceError that says what the nearest one lacks."""
    candidates = list(sources)
    if fit := next((source for source in candidates if not source.missing(found)), None):
        return fit
    nearest = min(candidates, key=lambda s: len(s.missing(found)) / len(s.columns))
    missing = nearest.missing(found)
    names = ", ".join(source.name for source in candidates)
    if len(missing) == len(nearest.columns):
        raise SourceError(f"{file}: no column of any source ({names}). Name a file of calls, or describe it in a YAML.")
    known = {name.casefold() for name in nearest.columns}
    extra = sorted({name.strip() for name in found if name.strip().casefold() not in known})
    hint = f" It has {', '.join(extra[:5])} instead." if extra else ""
    raise SourceError(
        f"{file}: no column {', '.join(missing)} (source {nearest.name}).{hint} "
        "Use the source's own field names, or name another with --source."
    )


def read_yaml(path: Path, reference: Path = REFERENCE) -> Source:
    """Reads one source. Raises SourceError naming the file and the key."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), Loader=_Texts)  # noqa: S506  every scalar stays text
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{path}: cannot be read as UTF-8 text. Name a YAML file that you may read.") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f"line {mark.line + 1}: " if mark else ""
        raise SourceError(f"{path}: {line}{getattr(error, 'problem', None) or 'not YAML'}. Mend that line.") from error
    if not isinstance(raw, dict):
        raise SourceError(f"{path}: no keys. See data/reference/{FOLDER}/{CITY}.yaml.")
    try:
        source = Source.model_validate({"name": path.stem, **raw})
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"] if part != "literal['listed']") or "top"
        raise SourceError(f"{path}: {key}: {first['msg'].removeprefix('Value error, ')}. See docs/data.md.") from error
    known = call_types.load(reference).categories
    for category in source.type.categories:
        if category not in known:
            raise SourceError(f"{path}: type.categories.{category} is no category. Use one of: {', '.join(known)}.")
    return source


class _Texts(yaml.BaseLoader):
    """Every scalar as it is written ("Yes" stays text), a key once."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[Any] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{key.value} stands twice", key.start_mark)
            if isinstance(key, yaml.ScalarNode):
                seen.add(key.value)
        return super().construct_mapping(node, deep)
