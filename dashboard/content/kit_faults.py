"""What may be wrong between the kit's themes, their words, and the channels and situations that they lead to."""

from collections.abc import Iterator, Mapping

from dashboard.content import sms
from dashboard.content.kit import Theme
from dashboard.content.models import Site
from dashboard.content.problem import Location
from dashboard.content.words import Words

USUAL_ADDRESS = "https://rightresponse.example"
"""As long as a site's address usually is, to measure text messages by until there is one."""

Fault = tuple[str, Location, str, str]


def faults(
    themes: Mapping[str, Theme], words: Mapping[str, Words], known: Mapping[str, set[str]], site: Site | None
) -> Iterator[Fault]:
    """File, place, problem and fix of each. `known` are the ids in each folder, `words` those of each language."""
    for theme in themes.values():
        for folder, named in (("channels", theme.channels), ("situations", theme.situations)):
            for missing in (name for name in named if name not in known[folder]):
                fix = f"Use the name of a file in {folder}/."
                yield f"kit/{theme.id}.yaml", (folder,), f"There is no “{missing}” there.", fix
    for lang, said in words.items():
        address = f"{(site and site.address) or USUAL_ADDRESS}/guide/{lang}/"
        for at, problem, fix in _of_words(themes, said, known["kit"], address):
            yield f"text/{lang}/kit.yaml", ("themes", *at), problem, fix


def _of_words(
    themes: Mapping[str, Theme], words: Words, known: set[str], address: str
) -> Iterator[tuple[Location, str, str]]:
    """Each theme has its words, for each of its channels and truths, and its text message is a single one."""
    written = words.kit.themes
    for odd in sorted(known ^ set(written)):
        yield (), f"“{odd}” is in one of the two only.", "Give each file of kit/ an entry here, and each entry a file."
    for theme in (theme for theme in themes.values() if theme.id in written):
        said = written[theme.id]
        for field, needed, found in (("ways", theme.channels, said.ways), ("teach", theme.truths, said.teach.truths)):
            for odd in sorted(set(needed) ^ set(found)):
                fix = f"Give it the same names as kit/{theme.id}.yaml."
                yield (theme.id, field), f"“{odd}” is in one of the two only.", fix
        if trouble := sms.trouble(said.sms, address):
            yield (theme.id, "sms"), *trouble
