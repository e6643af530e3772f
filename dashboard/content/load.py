"""The whole of `content/`, read, checked against itself, and typed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from dashboard.content import agree, kit_faults, languages, outage, register, sentences
from dashboard.content.kit import Theme
from dashboard.content.languages import ENTRY_FILES
from dashboard.content.models import Channel, Site, Situation
from dashboard.content.pilots import Finding, Pilot
from dashboard.content.problem import ContentError, Problem
from dashboard.content.staff_words import StaffWords
from dashboard.content.typed import Model, typed
from dashboard.content.words import Words
from dashboard.content.yaml_file import Document, read

Item = TypeVar("Item", Channel, Situation, Pilot, Finding, Theme)
Placed = TypeVar("Placed", Pilot, Finding, Theme)

Documents = Mapping[str, Document]


@dataclass(frozen=True, eq=False)
class Content:
    """Everything the site says and decides by. `version` changes when any file does.

    `written` are the words with channels in braces, `words` have their numbers. At a moment (see standing.py),
    `instead` names the channels that are down, with what stands in for each, and `banner` is the notice, by language.
    `notes`: where a translation is missing or old, so that English is shown.
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
    notes: tuple[Problem, ...]
    version: str
    instead: Mapping[str, str]
    banner: Mapping[str, str]


def files(root: Path) -> list[Path]:
    """Every YAML file of a content folder, in a fixed order."""
    return sorted(path for path in root.rglob("*.yaml") if path.is_file() and not path.name.startswith("."))


def _in_folder(root: Path, folder: str) -> list[Path]:
    return sorted(path for path in (root / folder).glob("*.yaml") if path.is_file())


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
    version, only with a new check; `restore` puts the old one back instead.
    """
    if not (root / "site.yaml").is_file():
        fix = "Set CONTENT_DIR to a folder that holds site.yaml, channels/, situations/ and text/."
        raise ContentError([Problem("site.yaml", 1, 1, "There is no content here.", fix)])
    for folder in ENTRY_FILES:
        if not _in_folder(root, folder):
            fix = "Put the folder back, and check who may read it."
            raise ContentError([Problem(f"{folder}/", 1, 1, "There are no files here that can be read.", fix)])
    problems: list[Problem] = []
    ids = {folder: {path.stem for path in _in_folder(root, folder)} - without for folder in ENTRY_FILES}
    entries = [f"{folder}/{name}.yaml" for folder, names in ids.items() for name in sorted(names)]
    entries += [f"kit/{path.name}" for path in _in_folder(root, "kit") if path.stem not in without]
    listed = [register.FILE] if (root / register.FILE).is_file() else []
    documents = read_all(root, ["site.yaml", "text/en/staff.yaml", *listed, *entries], problems)
    site = _one(documents, "site.yaml", Site, problems)
    staff = _one(documents, "text/en/staff.yaml", StaffWords, problems)
    channels = _folder(documents, "channels", Channel, problems)
    situations = _folder(documents, "situations", Situation, problems)
    pilots = _folder(documents, "pilots", Pilot, problems)
    findings = _folder(documents, "findings", Finding, problems)
    themes = _folder(documents, "kit", Theme, problems)
    registered = register.entries(documents.get(register.FILE), problems)
    if restore:
        channels = register.restored(registered, channels)
        channels = register.restored(register.of(good.channels), channels) if good else channels
    faults = [*outage.faults(channels), *register.faults(registered, channels)]
    faults += register.faults(register.of(good.channels), channels) if good else ()
    for channel, field, problem, fix in faults:
        problems.append(documents[f"channels/{channel}.yaml"].problem((field,), problem, fix))
    problems += agree.channels_exist(documents, site, channels, situations, ids["channels"])
    problems += agree.tables_are_sound(documents, site, channels, situations)
    problems += agree.pilots_exist(documents, findings, ids["pilots"])
    spoken = tuple(lang for lang in (site.languages if site else ("en",)) if (root / "text" / lang).is_dir())
    problems += agree.languages_exist(documents, site, spoken)
    owners = {phone.number: channel.id for channel in channels.values() for phone in channel.phones}
    if site and site.banner:
        banner = documents["site.yaml"].value["banner"]["text"]
        problems += sentences.refused(documents["site.yaml"], owners, ids["channels"], banner, ("banner", "text"))
    facts = languages.Facts(owners, ids, agree.names(situations, pilots), without)
    written, notes = languages.load(root, spoken, facts, problems)
    for lang, said in written.items():
        problems += agree.series_have_words(documents, lang, said, {"pilots": pilots, "findings": findings})
    words = {} if problems else outage.filled(written, outage.numbers(channels, {}))
    there = {folder: {path.stem for path in _in_folder(root, folder)} for folder in ("channels", "situations", "kit")}
    for name, at, problem, fix in kit_faults.faults(themes, words, there, site):
        problems.append(read(root / name, name).problem(at, problem, fix))
    if problems or site is None or staff is None:
        raise ContentError(sorted(set(problems)))
    in_order = sorted(situations.values(), key=lambda s: (site.groups.index(s.group), s.id))
    ordered = {s.id: s for s in in_order}
    placed = _placed(pilots), _placed(findings), _placed(themes)
    return Content(
        site, channels, ordered, *placed, words, written, staff, tuple(notes), version(root), instead={}, banner={}
    )


def read_all(root: Path, names: Iterable[str], problems: list[Problem]) -> dict[str, Document]:
    """The files of these names that can be read."""
    found: dict[str, Document] = {}
    for name in names:
        try:
            found[name] = read(root / name, name)
        except ContentError as error:
            problems += error.problems
    return found


def _placed(items: Mapping[str, Placed]) -> dict[str, Placed]:
    return dict(sorted(items.items(), key=lambda item: (item[1].place, item[0])))


def _one(documents: Documents, name: str, model: type[Model], problems: list[Problem]) -> Model | None:
    document = documents.get(name)
    return typed(document, document.value, (), model, problems) if document else None


def _folder(documents: Documents, folder: str, model: type[Item], problems: list[Problem]) -> dict[str, Item]:
    found: dict[str, Item] = {}
    for name, document in documents.items():
        path = PurePosixPath(name)
        if str(path.parent) != folder:
            continue
        item = _one(documents, name, model, problems)
        if item and item.id != path.stem:
            fix = f"Write “id: {path.stem}”, or rename the file."
            problem = f"The id “{item.id}” is not the file's name."
            problems.append(document.problem(("id",), problem, fix, item.id, path.stem))
        elif item:
            found[item.id] = item
    return found
