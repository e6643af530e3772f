"""Writes what is made from the content and its models: decisions.csv, guide.md, and the schemas that editors read.

`make docs`; tests hold them current.
"""

import sys
from collections import defaultdict
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from dashboard.content import schema  # noqa: E402
from dashboard.content.load import Content, load  # noqa: E402
from dashboard.guide import decisions  # noqa: E402
from dashboard.paths import ROOT  # noqa: E402
from dashboard.published import call_types  # noqa: E402
from tests.cases.phrases import hear, score  # noqa: E402

DRAWN = "car-broken-into"


def main() -> None:
    """Write them all."""
    schema.write(ROOT / "content")
    content = load(ROOT / "content")
    (HERE / "decisions.csv").write_text(decisions.as_csv(content), "utf-8")
    (HERE / "guide.md").write_text(guide(content), "utf-8")


def guide(content: Content) -> str:
    """docs/guide.md."""
    parts = (HERE / "guide-intro.md").read_text("utf-8"), heard(content), drawing(content), covered(content)
    return "\n".join(parts)


def heard(content: Content) -> str:
    """How well words are heard, and every danger that was missed."""
    lines = [
        "## How well it hears words",
        "",
        "| set | phrases | danger found | false alarms | right first | right in three |",
        "|---|---|---|---|---|---|",
    ]
    missed: list[str] = []
    for lang in content.words:
        for half in ("tuning", "test"):
            s = score(list(hear(content, half, lang)))
            lines.append(
                f"| {lang}, {half} half | {s.phrases} | {s.dangers - len(s.missed)} of {s.dangers} "
                f"| {len(s.false_alarms)} of {s.calm} | {s.matters - len(s.wrong_first)} of {s.matters} "
                f"| {s.matters - len(s.wrong_three)} of {s.matters} |"
            )
            missed += [f"- {lang}, {half} half: “{text}”" for text in s.missed]
    return "\n".join([*lines, "", "Dangers that were missed:", "", *(missed or ["- none"]), ""])


def drawing(content: Content) -> str:
    """One decision table as a flow chart."""
    lines = [f"## One decision table, drawn: {DRAWN}", "", "```mermaid", "flowchart TD"]
    situation = content.situations[DRAWN]
    said = content.words["en"].situations[DRAWN].questions
    names = list(situation.questions)
    for number, name in enumerate(names):
        lines.append(f'  q{number}["{said[name]}"]')
    for index, row in enumerate(situation.decide):
        lines.append(f'  r{index}(["{", then ".join(row.offer)}"])')
    for number, name in enumerate(names):
        row = next(i for i, r in enumerate(situation.decide) if r.when.get(name) == "yes")
        lines.append(f"  q{number} -- yes --> r{row}")
        if situation.questions[name].danger:
            lines.append(f"  q{number} -- not sure --> u([911, then the usual options])")
        following = f"q{number + 1}" if number + 1 < len(names) else f"r{len(situation.decide) - 1}"
        lines.append(f"  q{number} -- no --> {following}")
    return "\n".join([*lines, "```", ""])


def covered(content: Content) -> str:
    """Which situation each kind of public call and of 311 request belongs to."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for situation in content.situations.values():
        for name in (*situation.call_types, *situation.requests):
            kinds[name].append(situation.id)
    types = [t for t in call_types.load().types.values() if t.resident]
    known = call_types.load()
    by_type: dict[str, list[str]] = defaultdict(list)
    for name, situations in kinds.items():
        if found := known.find(name):
            by_type[found.name] += situations
    named = sum(bool(by_type[t.name]) for t in types)
    lines = [
        "## Which situation a call belongs to",
        "",
        f"{named} of {len(types)} kinds of call that residents make have a situation. A kind without one is unclear "
        "by its name, or comes from another agency.",
        "",
        "| kind of call | situation |",
        "|---|---|",
        *(f"| {t.name} | {', '.join(dict.fromkeys(by_type[t.name])) or '(none)'} |" for t in types),
        "",
        "### Kinds of 311 request",
        "",
        "| kind of request | situation |",
        "|---|---|",
        *(
            f"| {name} | {', '.join(dict.fromkeys(situations))} |"
            for name, situations in sorted(kinds.items())
            if not known.find(name)
        ),
        "",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
