"""The command line: `python -m dashboard --help`."""

import argparse
import json
import os
import signal
import sys
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from dashboard import clock, paths
from dashboard.clock import local
from dashboard.content import check, languages, register
from dashboard.content.load import Content, load
from dashboard.content.notes import notes
from dashboard.content.problem import ContentError, SlipError
from dashboard.content.values import link
from dashboard.guide import listen
from dashboard.guide.answer import NO_POLICE, PREFERENCES, Answer, answer
from dashboard.guide.decisions import as_csv
from dashboard.release.errors import BuildError


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
        return status
    except (ContentError, BuildError) as error:
        print(error, file=sys.stderr)
    except (OSError, ValueError, OverflowError) as error:
        print(
            f"{getattr(error, 'strerror', None) or error}: {getattr(error, 'filename', None) or ''}".rstrip(": "),
            file=sys.stderr,
        )
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m dashboard", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    ask = commands.add_parser("answer", help="what the guide answers")
    ask.add_argument("text", nargs="?", help="what a resident types")
    ask.add_argument("--situation")
    ask.add_argument("--set", action="append", default=[], metavar="QUESTION=ANSWER")
    ask.add_argument("--lang", default="en")
    ask.add_argument("--at", type=_moment, help="Chicago time, as 2026-11-22T23:15; default now")
    ask.add_argument("--prefer", action="append", default=[], choices=PREFERENCES)
    ask.add_argument("--no-police", action="append_const", dest="prefer", const=NO_POLICE)
    ask.add_argument("--jsonl", action="store_true", help="read requests from standard input, one JSON object a line")
    ask.add_argument("--json", action="store_true")
    ask.set_defaults(run=_answer)
    look = commands.add_parser("check", help="look for mistakes in the content")
    look.add_argument("--json", action="store_true")
    look.set_defaults(run=_check)
    translated = commands.add_parser("translated", help="say that translations match the English of now")
    translated.add_argument("lang", metavar="LANG")
    translated.add_argument(
        "keys",
        nargs="*",
        metavar="KEY",
        help="guide.if_now, or all under situations.theft; default: whatever was changed since",
    )
    translated.set_defaults(run=_translated)
    listed = commands.add_parser("register", help="keep the phone numbers as they are now, to compare later ones with")
    listed.set_defaults(run=_register)
    sheet = commands.add_parser("call-sheet", help="one page to print for the person who phones every channel")
    sheet.add_argument("--to", type=Path, metavar="FILE", help="an HTML file; default standard output")
    sheet.set_defaults(run=_call_sheet)
    decide = commands.add_parser("decisions", help="every path of the guide and where it ends, as CSV")
    decide.set_defaults(run=_decisions)
    kit = commands.add_parser(
        "kit", help="posters, cards, pictures and texts, in every language, and a ZIP for each theme"
    )
    kit.add_argument("folder", type=_folder, metavar="DIR")
    kit.add_argument("--address", type=_address, help="where the public reaches the site; default: site.yaml")
    kit.add_argument("--made", type=_day, help="the day that each piece says it was made, as 2026-11-26; default today")
    kit.set_defaults(run=_kit)
    demo = commands.add_parser("demo", help="write demonstration calls, in the City layer's own schema")
    demo.add_argument("--days", type=int, required=True)
    demo.add_argument("--to", type=Path, required=True, metavar="FILE")
    demo.set_defaults(run=_demo)
    release = commands.add_parser("release", help="raw calls -> a release").add_subparsers(required=True)
    build = release.add_parser("build", help="count, withhold and publish")
    build.add_argument(
        "--from", type=Path, required=True, dest="source", metavar="SOURCE", help="CSV, Parquet, ArcGIS JSON"
    )
    build.add_argument("--to", type=_folder, required=True, dest="root", metavar="DIR", help="a data root")
    build.add_argument("--source", dest="layout", metavar="NAME|YAML", help="how it is laid out; default: what fits")
    build.add_argument("--series", help="default: demo for generated calls, else the name of the source's layout")
    build.add_argument("--engine", choices=("duckdb", "spark"), default="duckdb", help="what counts the calls")
    build.add_argument("--no-audit", action="store_true", help="skip the attack; such a release is not put on show")
    build.add_argument("--json", action="store_true")
    build.set_defaults(run=_build)
    audit = release.add_parser("audit", help="attack the release on show with all that its series published")
    audit.add_argument("root", type=_folder, metavar="DIR", help="a data root")
    audit.add_argument("--json", action="store_true")
    audit.set_defaults(run=_audit)
    describe = release.add_parser("describe", help="draft the YAML of a source from a CSV or Parquet file")
    describe.add_argument("file", type=Path)
    describe.set_defaults(run=_describe)
    use = release.add_parser("use", help="put an earlier release on show")
    use.add_argument("id")
    use.set_defaults(run=_use)
    withdraw = release.add_parser("withdraw", help="remove a release's files for good and say why")
    withdraw.add_argument("id")
    withdraw.add_argument("--reason", required=True, metavar="TEXT", help="the public reads it")
    withdraw.set_defaults(run=_withdraw)
    refresh = release.add_parser("refresh", help="read the City's layer and publish a release of it")
    refresh.add_argument("--to", type=_folder, dest="root", metavar="DIR", help="a data root; default DATA_DIR")
    refresh.set_defaults(run=_refresh)
    briefs = commands.add_parser("briefs", help="make the page to print of every neighborhood, for the release on show")
    briefs.set_defaults(run=_briefs)
    return parser


def _answer(options: argparse.Namespace) -> int:
    content = load(paths.content_dir())
    if options.jsonl:
        for number, line in enumerate(sys.stdin, 1):
            if line.strip():
                print(json.dumps(_reply_to_line(content, number, line), ensure_ascii=False), flush=True)
        return 0
    if not options.text and not options.situation:
        raise ValueError("Say what happened in quotes, or name one with --situation")
    if options.set and not options.situation:
        raise ValueError("--set goes with --situation")
    replies = dict(pair.partition("=")[::2] for pair in options.set)
    given = reply(content, options.text, options.situation, options.lang, options.at, replies, options.prefer)
    print(json.dumps(given, ensure_ascii=False, indent=None if options.json else 2))
    return 0


class Request(BaseModel):
    """One line of `answer --jsonl`."""

    model_config = ConfigDict(extra="forbid", strict=True)

    text: str | None = None
    situation: str | None = None
    lang: str = "en"
    at: str | None = None
    set: dict[str, str] = {}
    prefer: list[Literal["no-police", "talk", "no-voice", "anonymous"]] = []


def _reply_to_line(content: Content, number: int, line: str) -> dict[str, Any]:
    """The answer to one line. Raises ValueError that names the line."""
    try:
        asked = Request.model_validate_json(line)
        at = _moment(asked.at) if asked.at else None
        return reply(content, asked.text, asked.situation, asked.lang, at, asked.set, list(asked.prefer))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"line {number}: {'.'.join(map(str, first['loc'])) or 'JSON'}: {first['msg']}") from None
    except (ValueError, argparse.ArgumentTypeError) as error:
        raise ValueError(f"line {number}: {error}") from None


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is None or not 2000 <= moment.year <= 2100:
        raise argparse.ArgumentTypeError(f"“{text}” is not a time of this century. Write 2026-11-22T23:15")
    return moment


def _day(text: str) -> date:
    return _moment(text).date()


def _address(text: str) -> str:
    address = text.rstrip("/")
    try:
        return link(address)
    except SlipError as error:
        raise argparse.ArgumentTypeError(f"{error} {error.fix}") from None


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError("name a folder")
    return Path(text)


def reply(
    content: Content,
    text: str | None = None,
    situation: str | None = None,
    lang: str = "en",
    at: datetime | None = None,
    set: Mapping[str, str] | None = None,
    prefer: list[str] | None = None,
) -> dict[str, Any]:
    """One answer as JSON values. Raises ValueError for an unknown situation, language, question or answer."""
    if lang not in content.words:
        raise ValueError(f"There is no language “{lang}”. Use one of: {', '.join(content.words)}")
    when = local(at or clock.now())
    wishes = frozenset(prefer or ())
    if situation is None:
        heard = listen.hear(content, text or "", when, lang, wishes)
        return _as_json(content, lang, heard.answer, [(m.situation, m.score) for m in heard.matches])
    if situation not in content.situations:
        raise ValueError(f"There is no situation “{situation}”. Use one of: {', '.join(content.situations)}")
    replies = set or {}
    for name, value in replies.items():
        if name not in content.situations[situation].questions or value not in ("yes", "no", "not-sure"):
            raise ValueError(f"“{name}={value}” is not an answer that {situation} asks for")
    return _as_json(content, lang, answer(content, situation, replies, when, wishes), [(situation, 1.0)])


def _as_json(content: Content, lang: str, given: Answer, situations: list[tuple[str, float]]) -> dict[str, Any]:
    titles = content.words[lang].situations
    return {
        "lang": lang,
        "danger": given.danger,
        "situations": [{"id": i, "title": titles[i].title, "score": score} for i, score in situations],
        "options": [
            {
                "channel": option.channel.id,
                "open": option.open,
                "opens_at": option.opens_at.isoformat() if option.opens_at else None,
                "police": option.channel.police,
                "tel": option.phones[0].number if option.phones else None,
                "sms": option.channel.sms,
                "url": option.channel.web,
            }
            for option in given.options
        ],
    }


def _register(_: argparse.Namespace) -> int:
    root = paths.content_dir()
    channels = load(root).channels
    register.write(root, channels)
    print(f"The numbers of {len(channels)} channels are in {register.FILE}.")
    return 0


def _call_sheet(options: argparse.Namespace) -> int:
    from dashboard.web import call_sheet

    html = call_sheet.page(load(paths.content_dir()))
    if options.to:
        options.to.write_text(html, encoding="utf-8")
    else:
        print(html)
    return 0


def _decisions(_: argparse.Namespace) -> int:
    print(as_csv(load(paths.content_dir())), end="")
    return 0


def _kit(options: argparse.Namespace) -> int:
    from dashboard.kit import build

    content = load(paths.content_dir())
    address = options.address or content.site.address
    if not address:
        raise ValueError(
            "Where will the QR codes lead? Set “address” in site.yaml, or add --address https://example.org"
        )
    files = build.build(content, options.folder, address, options.made or clock.now().date())
    print(f"{files} files are in {options.folder}")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from dashboard.release import demo

    print(f"{demo.write(options.days, options.to):,} demonstration calls written to {options.to}")
    return 0


def _build(options: argparse.Namespace) -> int:
    from dashboard.release.build import build

    report = build(
        options.source,
        options.root,
        options.series,
        layout=options.layout,
        engine=options.engine,
        audited=not options.no_audit,
    ).as_dict()
    print(json.dumps(report, indent=None if options.json else 2))
    return 0


def _describe(options: argparse.Namespace) -> int:
    from dashboard.release.describe import describe

    print(describe(options.file), end="")
    return 0


def _refresh(options: argparse.Namespace) -> int:
    from dashboard.release.check import NothingNewError
    from dashboard.release.refresh import refresh

    if options.root is None and not os.environ.get("DATA_DIR"):
        raise BuildError("Where to? A refresh writes into no checkout unless told to: set DATA_DIR, or add --to DIR.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        report = refresh(options.root or paths.data_dir())
        print(f"{report.release} is on show: {report.rows_in:,} rows read")
    except NothingNewError as nothing:
        print(nothing)
    return 0


def _audit(options: argparse.Namespace) -> int:
    from dashboard.published import index, read
    from dashboard.published.schema import RELEASES
    from dashboard.release import addresses, complements
    from dashboard.release.audit import audit

    try:
        release = read.load(options.root / RELEASES / read.named(options.root))
        before = [] if release.demonstration else index.earlier(options.root / RELEASES, release.id)
        earlier = [
            read.load(folder) for folder in reversed(list(before)) if index.series(folder.name) == release.series
        ]
    except read.ReleaseError as error:
        raise BuildError(str(error)) from error
    guarded = complements.load(options.root, release, addresses.FOLDER) or frozenset()
    attack = audit(release, earlier, complements.load(options.root, release), guarded).as_dict()
    print(json.dumps(attack, indent=None if options.json else 2))
    return 1 if attack["findings"] else 0


def _briefs(_: argparse.Namespace) -> int:
    from dashboard.published import live
    from dashboard.web import brief

    release = live.release()
    if release is None:
        raise ValueError("No release is on show, so there is nothing to print.")
    print(f"{brief.make(load(paths.content_dir()), release)} pages to print of {release.id} are made")
    return 0


def _use(options: argparse.Namespace) -> int:
    from dashboard.release.publish import use

    use(paths.data_dir(), options.id)
    print(f"{options.id} is on show")
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    from dashboard.release.publish import withdraw

    shown = withdraw(paths.data_dir(), options.id, options.reason, clock.now().date())
    print(f"{options.id} is withdrawn; {shown or 'nothing'} is on show")
    return 0


def _check(options: argparse.Namespace) -> int:
    root, at = paths.content_dir(), clock.now()
    problems = check.check(root, at.date())
    if options.json:
        print(json.dumps([problem.as_dict() for problem in problems], ensure_ascii=False))
    else:
        found = [] if problems else notes(root, load(root), at)
        print(check.told(root, problems))
        print("".join(f"Note: {note}\n" for note in found), end="")
    return 1 if problems else 0


def _translated(options: argparse.Namespace) -> int:
    root = paths.content_dir()
    known = load(root).site.languages
    if options.lang not in known:
        raise ValueError(f"There is no language “{options.lang}”. Use one of: {', '.join(known)}")
    written, left = languages.record(root, options.lang, options.keys)
    print(f"{len(written)} written down as made from the English of now.")
    if left:
        print("Left, because the English has changed and they have not. Name those that still hold:")
        print("".join(f"  {key}\n" for key in left), end="")
    load(root)
    return 0


if __name__ == "__main__":
    sys.exit(main())
