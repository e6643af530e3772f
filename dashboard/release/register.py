"""Keeps releases/index.json and releases/feed.xml: made from what is there, so that the next command mends them."""

import json
from datetime import date
from pathlib import Path
from uuid import NAMESPACE_URL, uuid5
from xml.etree import ElementTree as Xml

from pydantic import ValidationError

from dashboard.published import files, index, read
from dashboard.published.index import Entry
from dashboard.published.schema import PACKAGE
from dashboard.release import disk

ATOM = "http://www.w3.org/2005/Atom"
TITLE = "Right Response: releases of figures"
AUTHOR = "Right Response"

Xml.register_namespace("", ATOM)


def update(releases: Path, published: str | None = None, source_until: date | None = None) -> tuple[Entry, ...]:
    """Writes both files anew and returns the entries.

    What is listed keeps its place. What is not, though its folder is good, comes last. `published` was just written:
    its checksums are taken from its folder.
    """
    entries = index.known(releases)
    for folder in sorted(releases.iterdir(), key=lambda path: (path.name[-16:-9], path.name)):
        name = folder.name
        if not index.ID.fullmatch(name) or not folder.is_dir():
            continue
        if (folder / files.WITHDRAWN).exists():
            entries.update(_tombstone(folder))
        elif name == published:
            until = source_until or (entries[name].source_until if name in entries else None)
            entries[name] = _entry(folder).model_copy(update={"source_until": until})
        elif name not in entries and good(folder):
            entries[name] = _entry(folder)
    listed = tuple(entries.values())
    disk.replace_file(releases / index.INDEX, _index(listed))
    disk.replace_file(releases / index.FEED, feed(listed))
    return listed


def feed(entries: tuple[Entry, ...]) -> bytes:
    """The Atom feed, the newest first: an entry for each release, and one for each that was withdrawn."""
    root = Xml.Element(f"{{{ATOM}}}feed")
    _add(root, "title", TITLE)
    _add(root, "id", _urn("feed"))
    days = [entry.withdrawn.date if entry.withdrawn else entry.created for entry in entries]
    _add(root, "updated", _moment(max(days, default=date.min)))
    _add(_add(root, "author"), "name", AUTHOR)
    _add(root, "link", rel="self", type="application/atom+xml", href=f"/data/releases/{index.FEED}")
    for entry in reversed(entries):
        marked = "Demonstration figures, not real calls. " if entry.demonstration else ""
        if entry.withdrawn:
            said = f"{marked}{entry.withdrawn.reason}"
            _item(root, f"{entry.id}#withdrawn", f"Withdrawn: {entry.id}", entry.withdrawn.date, said, entry.id)
        span = f"{entry.months[0]} to {entry.months[-1]}"
        _item(root, entry.id, f"Release {entry.id}", entry.created, f"{marked}Months {span}.", entry.id)
    Xml.indent(root, " ")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + bytes(Xml.tostring(root, encoding="utf-8")) + b"\n"


def _index(entries: tuple[Entry, ...]) -> bytes:
    """One line a release, so that a reader can compare two versions."""
    lines = [json.dumps(entry.model_dump(mode="json"), ensure_ascii=False) for entry in entries]
    return ('{"releases": [\n' + ",\n".join(lines) + "\n]}\n").encode()


def _entry(folder: Path) -> Entry:
    package = json.loads((folder / PACKAGE).read_bytes())
    return Entry(
        id=folder.name,
        series=package["series"],
        demonstration=package["demonstration"],
        months=tuple(package["months"]),
        created=date.fromisoformat(package["created"][:10]),
        sha256=files.digest((folder / PACKAGE).read_bytes()),
        checksums_sha256=files.digest((folder / files.CHECKSUMS).read_bytes()),
    )


def _tombstone(folder: Path) -> dict[str, Entry]:
    """The withdrawn entry by its id; nothing when the file is damaged, and then what the index says stays."""
    try:
        return {folder.name: Entry.model_validate_json((folder / files.WITHDRAWN).read_bytes())}
    except ValidationError:
        return {}


def good(folder: Path) -> bool:
    """Is this a release that can be read and is as it was published?"""
    try:
        read.load(folder)
    except read.ReleaseError:
        return False
    return True


def _item(root: Xml.Element, key: str, title: str, day: date, summary: str, release_id: str) -> None:
    item = _add(root, "entry")
    _add(item, "title", title)
    _add(item, "id", _urn(key))
    _add(item, "updated", _moment(day))
    _add(item, "link", href=f"/data/releases/{release_id}/{PACKAGE}")
    _add(item, "summary", summary)


def _add(parent: Xml.Element, name: str, text: str = "", **attributes: str) -> Xml.Element:
    child = Xml.SubElement(parent, f"{{{ATOM}}}{name}", attributes)
    child.text = text or None
    return child


def _urn(key: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_URL, f'right-response/{key}')}"


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
