"""The whole of `content/`, read, checked against itself, and typed."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar

from dashboard.content import agree, languages
from dashboard.content.languages import ENTRY_FILES
from dashboard.content.models import Channel, Site, Situation
from dashboard.content.pilots import Finding, Pilot
from dashboard.content.problem import ContentError, Problem
from dashboard.content.typed import Model, typed
from dashboard.content.words import Words
from dashboard.content.yaml_file import Document, read

Item = TypeVar("Item", Channel, Situation, Pilot, Finding)
Placed = TypeVar("Placed", Pilot, Finding)

Documents = Mapping[str, Document]


@dataclass(frozen=True)
class Content:
    """Everything the site says and decides by.

    `notes`: where a translation is missing or old, so that English is shown. `version` changes when any file does.
    """

    site: Site
    channels: Mapping[str, Channel]
    situations: Mapping[str, Situation]
    pilots: Mapping[str, Pilot]
    findings: Mapping[str, Finding]
    words: Mapping[str, Words]
    notes: tuple[Problem, ...]
    version: str


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


def load(root: Path, without: frozenset[str] = frozenset()) -> Content:
    """Read a content folder. `without` names entries to leave out. Raises ContentError with every problem found."""
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
    documents = read_all(root, ["site.yaml", *entries], problems)
    site = _one(documents, "site.yaml", Site, problems)
    channels = _folder(documents, "channels", Channel, problems)
    situations = _folder(documents, "situations", Situation, problems)
    pilots = _folder(documents, "pilots", Pilot, problems)
    findings = _folder(documents, "findings", Finding, problems)
    problems += agree.channels_exist(documents, site, channels, situations, ids["channels"])
    problems += agree.tables_are_sound(documents, site, channels, situations)
    problems += agree.pilots_exist(documents, findings, ids["pilots"])
    spoken = tuple(lang for lang in (site.languages if site else ("en",)) if (root / "text" / lang).is_dir())
    problems += agree.languages_exist(documents, site, spoken)
    facts = languages.Facts(_numbers(channels), ids, agree.names(situations, pilots), without)
    words, notes = languages.load(root, spoken, facts, problems)
    for lang, said in words.items():
        problems += agree.series_have_words(documents, lang, said, {"pilots": pilots, "findings": findings})
    if problems or site is None:
        raise ContentError(sorted(set(problems)))
    in_order = sorted(situations.values(), key=lambda s: (site.groups.index(s.group), s.id))
    of_id = {situation.id: situation for situation in in_order}
    return Content(site, channels, of_id, _placed(pilots), _placed(findings), words, tuple(notes), version(root))


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


def _numbers(channels: Mapping[str, Channel]) -> dict[str, str]:
    direct = {c.id: c.phones[0].number for c in channels.values() if c.phones}
    reached = {c.id: direct[c.via[0]] for c in channels.values() if c.via and c.via[0] in direct}
    return {**reached, **direct}
