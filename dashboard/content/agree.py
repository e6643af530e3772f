"""What one file says and another must know: channels, groups, pilots, series, and words for everything."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from pydantic import BaseModel

from dashboard.content import table
from dashboard.content.models import Channel, Site, Situation
from dashboard.content.pilots import Finding, Pilot
from dashboard.content.problem import Location, Problem, choose, nearest
from dashboard.content.words import Words
from dashboard.content.yaml_file import Document

Documents = Mapping[str, Document]
Names = Mapping[str, Mapping[str, Mapping[str, Collection[str]]]]


def channels_exist(
    documents: Documents,
    site: Site | None,
    channels: Mapping[str, Channel],
    situations: Mapping[str, Situation],
    known: Collection[str],
) -> Iterator[Problem]:
    """Every channel that is named has a file, and `via` leads to a number."""

    def unknown(name: str, at: Location, ids: Iterable[str]) -> Iterator[Problem]:
        for index, missing in enumerate(ids):
            if missing not in known:
                problem, meant = f"There is no channel “{missing}”.", nearest(missing, known)
                yield documents[name].problem((*at, index), problem, choose(missing, known), missing, meant)

    if site:
        yield from unknown("site.yaml", ("human_door",), site.human_door)
        yield from unknown("site.yaml", ("danger",), site.danger)
    for channel in channels.values():
        name = f"channels/{channel.id}.yaml"
        yield from unknown(name, ("via",), channel.via)
        if channel.use and channel.use not in known:
            fix, meant = choose(channel.use, known), nearest(channel.use, known)
            yield documents[name].problem(("use",), f"There is no channel “{channel.use}”.", fix, channel.use, meant)
        for index, via in enumerate(channel.via):
            if via in channels and not channels[via].phones:
                problem = f"“via” leads to no number: {via} has none."
                yield documents[name].problem(("via", index), problem, "Name a channel that has phones.", via)
    for situation in situations.values():
        name = f"situations/{situation.id}.yaml"
        yield from unknown(name, ("danger",), situation.danger or ())
        for index, row in enumerate(situation.decide):
            yield from unknown(name, ("decide", index, "offer"), row.offer)


def tables_are_sound(
    documents: Documents, site: Site | None, channels: Mapping[str, Channel], situations: Mapping[str, Situation]
) -> Iterator[Problem]:
    """Each situation has a known group, a table without a fault, and something open at night."""
    for situation in situations.values():
        document = documents[f"situations/{situation.id}.yaml"]
        for index, row in enumerate(situation.decide):
            if all(c in channels and channels[c].spans(row.task) is not None for c in row.offer):
                fix = "Offer one more channel that works at any time, such as nonemergency."
                at = ("decide", index, "offer")
                yield document.problem(at, "At night nothing in this row is open.", fix)
        for fault in table.faults(situation):
            yield document.problem(*fault)
        if site and situation.group not in site.groups:
            group, meant = situation.group, nearest(situation.group, site.groups)
            fix = choose(group, site.groups)
            yield document.problem(("group",), f"There is no group “{group}”.", fix, group, meant)


def languages_exist(documents: Documents, site: Site | None, known: Collection[str]) -> Iterator[Problem]:
    """Every language has its folder."""
    for index, lang in enumerate(site.languages if site else ()):
        if lang not in known:
            fix = "Add the folder with its files, or take the language out."
            problem = f"There is no folder text/{lang}/."
            yield documents["site.yaml"].problem(("languages", index), problem, fix, lang)


def pilots_exist(documents: Documents, findings: Mapping[str, Finding], known: Collection[str]) -> Iterator[Problem]:
    """The pilot that a finding leads to has a file."""
    for finding in findings.values():
        if finding.pilot and finding.pilot not in known:
            document = documents[f"findings/{finding.id}.yaml"]
            fix, meant = choose(finding.pilot, known), nearest(finding.pilot, known)
            yield document.problem(("pilot",), f"There is no pilot “{finding.pilot}”.", fix, finding.pilot, meant)


def same_ids(
    document: Document, written: set[str], known: set[str], stem: str, fields: Collection[str]
) -> Iterator[Problem]:
    """Every file of a folder has its entry of words, and no other has. `fields` are the names within an entry."""
    missing = known - written
    for name in sorted(written - known):
        if name in fields:
            line = document.line(document.marks[(name,)][0])
            fix = "Put two spaces before it, so that it belongs to the entry above."
            yield document.problem((name,), f"“{name}” has lost the spaces before it.", fix, line, f"  {line}")
            continue
        meant = nearest(name, missing)
        missing -= {meant}
        fix = f"Did you mean “{meant}”?" if meant else "Check the spelling, or remove the entry."
        yield document.problem((name,), f"There is no file {stem}/{name}.yaml.", fix, name, meant)
    for name in sorted(missing):
        fix = f"Add an entry “{name}:” to this file."
        yield document.problem((), f"There are no words for {stem}/{name}.yaml.", fix)


def names(situations: Mapping[str, Situation], pilots: Mapping[str, Pilot]) -> Names:
    """What each entry names that needs words, by folder, id and field."""
    return {
        "situations": {s.id: {"questions": s.questions} for s in situations.values()},
        "pilots": {
            p.id: {field: getattr(p, field) for field in ("timeline", "phases", "disagree")} for p in pilots.values()
        },
    }


def same_names(
    document: Document,
    written: Mapping[str, BaseModel | None],
    names: Mapping[str, Mapping[str, Collection[str]]],
) -> Iterator[Problem]:
    """What an entry names has words, and nothing else has."""
    for entry, fields in names.items():
        words = written.get(entry)
        for field, known in fields.items() if words else ():
            said = getattr(words, field)
            missing = set(known) - set(said)
            for name in sorted(set(said) - set(known)):
                meant = nearest(name, missing)
                missing -= {meant}
                fix = f"Did you mean “{meant}”?" if meant else f"Give both files the same {field}."
                problem = f"“{name}” has words, but is not in the other file."
                yield document.problem((entry, field, name), problem, fix, name, meant)
            for name in sorted(missing):
                fix = f"Give both files the same {field}."
                yield document.problem((entry, field), f"“{name}” has no words.", fix)


def series_have_words(
    documents: Documents,
    lang: str,
    words: Words,
    folders: Mapping[str, Mapping[str, Pilot] | Mapping[str, Finding]],
) -> Iterator[Problem]:
    """Every series that a page shows has a name and a meaning."""
    for folder, items in folders.items():
        for item in items.values():
            document = documents[f"{folder}/{item.id}.yaml"]
            for at, series in item.shown().items():
                if series not in words.figures.series:
                    fix = f"Check the spelling, or add it to text/{lang}/figures.yaml."
                    problem, meant = (
                        f"There are no words for the series “{series}”.",
                        nearest(series, words.figures.series),
                    )
                    yield document.problem(at, problem, f"Did you mean “{meant}”?" if meant else fix, series, meant)
