"""What a sentence on the site may hold: no number, link or mark of its own, and only known braces; how plain it is."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from dashboard.content import reading
from dashboard.content.problem import Location, Problem, choose, nearest
from dashboard.content.words import PARAMETERS, PLACEHOLDER
from dashboard.content.yaml_file import Document

BETWEEN = r"[-.\s\u2010-\u2015\u2212\u00b7]"
PHONE = re.compile(
    rf"(?:\+?1{BETWEEN})?(?:\(\d{{3}}\) ?|\b\d{{3}}{BETWEEN})\d{{3}}{BETWEEN}\d{{4}}\b"
    rf"|\b1-8\d\d-[\w-]+|\b1?\d{{10}}\b|(?<![\d-])\d{{3}}[-\u2010\u2011.]\d{{4}}\b"
)
LINK = re.compile(r"\b(?:https?://|www\.)\S+|\]\([^)]*\)?")
TAG = re.compile(r"</?[a-zA-Z][^<>]*>?")
MARK = re.compile(r"[*`]+|__+|~~+|^#+ |\$(?=[^$]*\$)|:[a-z-]+\[")
NOT_SENTENCES = {"no_voice", "negations", "small_words", "same_words", "past_words", "present_words"}
"""Lists of what people type, in guide.yaml."""


def texts(value: Any, at: Location = ()) -> Iterator[tuple[Location, str]]:
    """Every text below a value, and where it stands."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from texts(part, (*at, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from texts(part, (*at, index))
    elif isinstance(value, str):
        yield at, value


def refused(
    document: Document, owners: Mapping[str, str], channels: Collection[str], value: Any, within: Location = ()
) -> Iterator[Problem]:
    """What would show wrongly, go stale, or lead people away, in the texts below a value. `owners` of phone numbers."""
    digits = {number.replace("-", ""): channel for number, channel in owners.items()}
    for at, text in texts(value, within):
        for found in PHONE.finditer(text):
            owner = digits.get(re.sub(r"\D", "", found[0])[-10:], "")
            fix = f"Write {{{owner or 'nonemergency'}}} in its place: a channel in braces becomes its number."
            right = f"{{{owner}}}" if owner else ""
            yield document.problem(at, "A phone number is written in a text.", fix, found[0], right)
        if link := LINK.search(text):
            fix = "Put the link into the channel's file, under “web”, and leave it out here."
            yield document.problem(at, "A link is written in a text.", fix, link[0])
        elif tag := TAG.search(text):
            fix, right = "Write plain words: the page takes care of how they look.", TAG.sub("", text)
            yield document.problem(at, f"“{tag[0]}” would be shown as it stands.", fix, text, right)
        elif mark := MARK.search(PLACEHOLDER.sub("", text)):
            fix, right = "Leave it out: the page takes care of how words look.", MARK.sub("", text)
            right = "" if "[" in mark[0] or "$" in mark[0] else right
            yield document.problem(at, f"“{mark[0]}” would be shown as it stands, or break the page.", fix, text, right)
        yield from _braces(document, at, text, channels)


def _braces(document: Document, at: Location, text: str, channels: Collection[str]) -> Iterator[Problem]:
    known = {*channels, *PARAMETERS}
    if text.count("{") != text.count("}"):
        meant = re.sub(
            rf"\{{({'|'.join(map(re.escape, sorted(known, key=len, reverse=True)))})(?![\w-]*\}})", r"{\1}", text
        )
        right = meant if meant.count("{") == meant.count("}") else ""
        yield document.problem(at, "A brace has no partner.", "Write a channel like {nonemergency}.", text, right)
        return
    if re.search(r"\{\s*\{|\}\s*\}", text):
        right = re.sub(r"\{\s*\{", "{", re.sub(r"\}\s*\}", "}", text))
        yield document.problem(at, "There is one pair of braces too many.", "One pair is enough.", text, right)
        return
    for name in PLACEHOLDER.findall(text):
        if name not in known:
            meant = nearest(name, known)
            fix = choose(name, channels) if meant or not name else "Use a channel's id, or remove the braces."
            right = f"{{{meant}}}" if meant else ""
            yield document.problem(at, f"“{{{name}}}” is no channel.", fix, f"{{{name}}}", right)


def hard(document: Document, lang: str) -> Iterator[Problem]:
    """Sentences that are too long and, in English, texts that ask for more than seven years of school."""
    most = reading.MOST_WORDS.get(lang, reading.MOST_WORDS_ELSEWHERE)
    for at, text in texts(document.value):
        if at[0] in NOT_SENTENCES:
            continue
        sentence = reading.longest(text)
        if (count := reading.words(sentence)) > most:
            problem = f"A sentence has {count} words; {most} are the most."
            yield document.problem(at, problem, "Make two of it.", sentence)
        elif lang == "en" and round(level := reading.grade(text)) > reading.GRADE:
            problem = f"This reads like school grade {level:.0f}; {reading.GRADE} is the most."
            yield document.problem(at, problem, "Use shorter words, and shorter sentences.", text)
