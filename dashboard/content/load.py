"""The whole of `content/`, read, checked against itself, and typed."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from dashboard.content import kit_faults, outage, register, table, texts
from dashboard.content.kit import KitWords, Theme
from dashboard.content.metric_words import MetricsWords
from dashboard.content.models import Channel, Site, Situation
from dashboard.content.page_words import PagesWords
from dashboard.content.pilot_words import FiguresWords, FindingWords, PilotWords
from dashboard.content.pilots import Finding, Pilot
from dashboard.content.problem import ContentError, Problem
from dashboard.content.staff_words import StaffWords
from dashboard.content.typed import Model, typed
from dashboard.content.words import (
    ChannelWords,
    GuideWords,
    SiteWords,
    SituationWords,
    Words,
)
from dashboard.content.yaml_file import Document, read

Item = TypeVar("Item", Channel, Situation, Pilot, Finding, Theme)
Placed = TypeVar("Placed", Pilot, Finding, Theme)

Names = Mapping[str, Mapping[str, Mapping[str, Collection[str]]]]

TEXT_FILES: dict[str, type[BaseModel]] = {
    "site": SiteWords,
    "guide": GuideWords,
    "pages": PagesWords,
    "metrics": MetricsWords,
    "figures": FiguresWords,
    "kit": KitWords,
}
ENTRY_FILES: dict[str, type[BaseModel]] = {
    "channels": ChannelWords,
    "situations": SituationWords,
    "pilots": PilotWords,
    "findings": FindingWords,
}


@dataclass(frozen=True, eq=False)
class Content:
    """Everything the site says and decides by. `version` changes when any file does.

    `written` are the words with channels in braces, `words` have their numbers. At a moment (see standing.py),
    `instead` names the channels that are down, with what stands in for each, and `banner` is the notice, by language.
    """

    site: Site
    channels: Mapping[str, Channel]
    situations: Mapping[str, Situation]
    pilots: Mapping[str, Pilot]
    findings: Mapping[str, Finding]
    themes: Mapping[str, Theme]
    words: Mapping[str, Words]
    written: Mapping[str, Words]
    staff: StaffWords
    version: str
    instead: Mapping[str, str]
    banner: Mapping[str, str]


def files(root: Path) -> list[Path]:
    """Every YAML file of a content folder, in a fixed order."""
    return sorted(path for path in root.rglob("*.yaml") if path.is_file() and not path.name.startswith("."))


def _in_folder(root: Path, folder: str) -> list[Path]:
    return sorted(path for path in (root / folder).glob("*.yaml") if path.is_file())


def _stems(root: Path, folder: str) -> set[str]:
    return {path.stem for path in _in_folder(root, folder)}


def version(root: Path) -> str:
    """A short checksum over names and bytes of all content files."""
    digest = hashlib.sha256()
    for path in files(root):
        digest.update(f"{path.relative_to(root)}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def load(
    root: Path, without: frozenset[str] = frozenset(), good: Content | None = None, *, restore: bool = False
) -> Content:
    """Read a content folder. Raises ContentError with every problem found.

    `without` names entries to leave out. A number may differ from the registered one, and from that of the last `good`
    version, only with a new check; `restore` puts the registered one back instead.
    """
    if not (root / "site.yaml").is_file():
        fix = "Set CONTENT_DIR to a folder that holds site.yaml, channels/, situations/ and text/."
        raise ContentError([Problem("site.yaml", 1, 1, "There is no content here.", fix)])
    problems: list[Problem] = []
    for folder in ENTRY_FILES:
        if not _in_folder(root, folder):
            fix = "Put the folder back, and check who may read it."
            raise ContentError([Problem(f"{folder}/", 1, 1, "There are no files here that can be read.", fix)])
    site = _one(root, "site.yaml", Site, problems)
    channels = _folder(root, "channels", Channel, problems, frozenset())
    situations = _folder(root, "situations", Situation, problems, without)
    pilots = _folder(root, "pilots", Pilot, problems, without)
    findings = _folder(root, "findings", Finding, problems, without)
    themes = _folder(root, "kit", Theme, problems, without)
    listed = root / register.FILE
    registered = register.entries(_document(root, listed.name, problems) if listed.is_file() else None, problems)
    if restore:
        channels = register.restored(registered, channels)
    faults = [*outage.faults(channels), *register.faults(registered, channels)]
    faults += register.faults(register.of(good.channels), channels) if good else ()
    for channel, field, problem, fix in faults:
        name = f"channels/{channel}.yaml"
        problems.append(read(root / name, name).problem((field,), problem, fix))
    _cross_check(root, site, channels, situations, problems)
    _pilots_exist(root, findings, problems)
    staff = _one(root, "text/en/staff.yaml", StaffWords, problems)
    languages = site.languages if site else ("en",)
    ids = {folder: _stems(root, folder) - without for folder in ENTRY_FILES}
    names = _names(situations, pilots)
    words = {lang: _words(root, lang, ids, without, names, problems) for lang in languages}
    for lang, said in words.items():
        if said:
            _series_have_words(root, lang, said, {"pilots": pilots, "findings": findings}, problems)
    written = {lang: said for lang, said in words.items() if said}
    filled = outage.filled(written, outage.numbers(channels, {}))
    there = {folder: _stems(root, folder) for folder in ("channels", "situations", "kit")}
    for name, at, problem, fix in kit_faults.faults(themes, filled, there, site):
        problems.append(read(root / name, name).problem(at, problem, fix))
    if problems or site is None or staff is None:
        raise ContentError(sorted(set(problems)))
    in_order = sorted(situations.values(), key=lambda s: (site.groups.index(s.group), s.id))
    ordered = {s.id: s for s in in_order}
    placed = _placed(pilots), _placed(findings), _placed(themes)
    return Content(site, channels, ordered, *placed, filled, written, staff, version(root), {}, {})


def _placed(items: Mapping[str, Placed]) -> dict[str, Placed]:
    return dict(sorted(items.items(), key=lambda item: (item[1].place, item[0])))


def _document(root: Path, name: str, problems: list[Problem]) -> Document | None:
    try:
        return read(root / name, name)
    except ContentError as error:
        problems += error.problems
        return None


def _one(root: Path, name: str, model: type[Model], problems: list[Problem]) -> Model | None:
    document = _document(root, name, problems)
    return typed(document, document.value, (), model, problems) if document else None


def _folder(
    root: Path, folder: str, model: type[Item], problems: list[Problem], without: frozenset[str]
) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for path in _in_folder(root, folder):
        if path.stem in without:
            continue
        name = f"{folder}/{path.name}"
        item = _one(root, name, model, problems)
        if item and item.id != path.stem:
            fix = f"Write “id: {path.stem}”, or rename the file."
            problems.append(Problem(name, 1, 1, f"The id “{item.id}” is not the file's name.", fix))
        elif item:
            found[item.id] = item
    return found


def _cross_check(
    root: Path,
    site: Site | None,
    channels: Mapping[str, Channel],
    situations: Mapping[str, Situation],
    problems: list[Problem],
) -> None:
    known = {path.stem for path in _in_folder(root, "channels")}

    def unknown(name: str, at: tuple[str | int, ...], ids: Iterable[str]) -> None:
        for missing in (i for i in ids if i not in known):
            document = read(root / name, name)
            fix = f"Use one of: {', '.join(sorted(known))}."
            problems.append(document.problem(at, f"There is no channel “{missing}”.", fix))

    if site:
        if site.banner:
            texts.check(read(root / "site.yaml", "site.yaml"), site.banner.text, ("banner", "text"), known, problems)
        unknown("site.yaml", ("human_door",), site.human_door)
        unknown("site.yaml", ("danger",), site.danger)
    for channel in channels.values():
        name = f"channels/{channel.id}.yaml"
        unknown(name, ("via",), channel.via)
        unknown(name, ("use",), (channel.use,) if channel.use else ())
        if any(v in channels and not channels[v].phones for v in channel.via):
            fix = "Name a channel that has phones."
            problems.append(read(root / name, name).problem(("via",), "“via” leads to no number.", fix))
    for situation in situations.values():
        name = f"situations/{situation.id}.yaml"
        document = read(root / name, name)
        unknown(name, ("danger",), situation.danger or ())
        for index, row in enumerate(situation.decide):
            unknown(name, ("decide", index, "offer"), row.offer)
            if all(channels[c].spans(row.task) is not None for c in row.offer if c in channels):
                fix = "Offer one more channel that works at any time, such as nonemergency."
                at = ("decide", index, "offer")
                problems.append(document.problem(at, "At night nothing in this row is open.", fix))
        problems += [document.problem(*fault) for fault in table.faults(situation)]
        if site and situation.group not in site.groups:
            fix = f"Use one of: {', '.join(site.groups)}."
            problems.append(document.problem(("group",), f"There is no group “{situation.group}”.", fix))


def _pilots_exist(root: Path, findings: Mapping[str, Finding], problems: list[Problem]) -> None:
    for finding in findings.values():
        if finding.pilot and not (root / "pilots" / f"{finding.pilot}.yaml").is_file():
            name = f"findings/{finding.id}.yaml"
            fix = "Use the name of a file in pilots/."
            problems.append(read(root / name, name).problem(("pilot",), f"There is no pilot “{finding.pilot}”.", fix))


def _words(
    root: Path,
    lang: str,
    ids: Mapping[str, set[str]],
    without: frozenset[str],
    names: Names,
    problems: list[Problem],
) -> Words | None:
    before = len(problems)
    parts: dict[str, Any] = {}
    for stem, model in TEXT_FILES.items():
        if document := _document(root, f"text/{lang}/{stem}.yaml", problems):
            texts.check(document, document.value, (), ids["channels"], problems)
            parts[stem] = typed(document, document.value, (), model, problems)
    for stem, model in ENTRY_FILES.items():
        if document := _document(root, f"text/{lang}/{stem}.yaml", problems):
            texts.check(document, document.value, (), ids["channels"], problems)
            kept = {key: value for key, value in (document.value or {}).items() if key not in without}
            parts[stem] = {k: typed(document, v, (k,), model, problems) for k, v in kept.items()}
            _same_ids(document, set(kept), ids[stem], stem, problems)
            _same_names(document, parts[stem], names.get(stem, {}), problems)
    return Words.model_construct(**parts) if len(problems) == before else None


def _same_ids(document: Document, written: set[str], known: set[str], stem: str, problems: list[Problem]) -> None:
    for name in sorted(known - written):
        fix = f"Add an entry “{name}:” to this file."
        problems.append(document.problem((), f"There are no words for {stem}/{name}.yaml.", fix))
    for name in sorted(written - known):
        fix = "Check the spelling, or remove the entry."
        problems.append(document.problem((name,), f"There is no file {stem}/{name}.yaml.", fix))


def _names(situations: Mapping[str, Situation], pilots: Mapping[str, Pilot]) -> Names:
    """What each entry names that needs words, by folder, id and field."""
    return {
        "situations": {s.id: {"questions": s.questions} for s in situations.values()},
        "pilots": {
            p.id: {field: getattr(p, field) for field in ("timeline", "phases", "disagree")} for p in pilots.values()
        },
    }


def _same_names(
    document: Document,
    written: Mapping[str, BaseModel | None],
    names: Mapping[str, Mapping[str, Collection[str]]],
    problems: list[Problem],
) -> None:
    for entry, fields in names.items():
        words = written.get(entry)
        for field, known in fields.items() if words else ():
            for name in sorted(set(known) ^ set(getattr(words, field))):
                word = "has no words" if name in known else "has words, but is not in the other file"
                fix = f"Give both files the same {field}."
                problems.append(document.problem((entry, field), f"“{name}” {word}.", fix))


def _series_have_words(
    root: Path,
    lang: str,
    words: Words,
    folders: Mapping[str, Mapping[str, Pilot] | Mapping[str, Finding]],
    problems: list[Problem],
) -> None:
    for folder, items in folders.items():
        for item in items.values():
            name = f"{folder}/{item.id}.yaml"
            for at, series in item.shown().items():
                if series not in words.figures.series:
                    fix = f"Check the spelling, or add it to text/{lang}/figures.yaml."
                    problem = f"There are no words for the series “{series}”."
                    problems.append(read(root / name, name).problem(at, problem, fix))
