"""The whole kit as it is printed: every code, number and sentence read back from the files themselves."""

import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from dashboard.content.load import Content
from dashboard.kit import pieces, sheet
from dashboard.kit.build import archive
from dashboard.kit.sheet import Edition
from dashboard.paths import ROOT
from tests.kit import paper
from tests.kit.test_kit_sheet import ADDRESS, MADE, editions, numbers_of

pytestmark = pytest.mark.whole

WITH_CODES = (".pdf", ".svg", ".png")
COPIES = {"card-sheet.pdf": 10}


def run(*arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dashboard", "kit", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=check)


@pytest.fixture(scope="session")
def printed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kit")
    run(str(folder), "--address", ADDRESS, "--made", MADE.isoformat())
    return folder


def pdfs(content: Content, printed: Path) -> Iterator[tuple[Edition, Path]]:
    for edition in editions(content):
        for path in sorted((printed / edition.theme.id / edition.lang).glob("*.pdf")):
            yield edition, path


def test_every_file_is_there_and_in_the_zip_of_its_theme(content: Content, printed: Path) -> None:
    for theme in content.themes.values():
        expected = {
            f"{theme.id}/{lang}/{name}"
            for lang in content.words
            for name in pieces.listing(Edition(content, theme, lang, MADE, ADDRESS))
        }
        with zipfile.ZipFile(printed / f"{theme.id}.zip") as packed:
            assert set(packed.namelist()) == expected
            assert all(packed.read(name) == (printed / name).read_bytes() for name in expected)


def test_every_code_leads_where_the_registry_says(content: Content, printed: Path) -> None:
    for edition in editions(content):
        expected = sorted(sheet.addresses(edition).values())
        for name in pieces.listing(edition):
            path = printed / edition.theme.id / edition.lang / name
            if path.suffix not in WITH_CODES or name == pieces.PREVIEW:
                continue
            found = sorted(paper.codes(path))
            if name.startswith("card-front"):
                assert found == []
            else:
                pages = 2 if name == "teach.pdf" and edition.english else 1
                assert found == sorted(expected * COPIES.get(name, 1) * pages), path


def test_every_number_on_paper_is_in_the_registry_and_911_on_every_sheet(content: Content, printed: Path) -> None:
    for edition, path in pdfs(content, printed):
        said = paper.text(pikepdf.open(path))
        for address in (*sheet.addresses(edition).values(), ADDRESS):
            said = said.replace(sheet.short(address), "")
        found = set(paper.NUMBERS.findall(said))
        assert found <= numbers_of(content, edition), path
        assert "911" in found, path
        for name in edition.theme.channels:
            told = {number for number, _ in sheet.numbers(content, content.channels[name], edition.words)}
            assert told <= found, path


def test_what_the_kit_says_stands_on_the_sheet_and_nothing_is_lost(content: Content, printed: Path) -> None:
    for edition, path in pdfs(content, printed):
        said = _letters(paper.text(pikepdf.open(path)))
        words = edition.words.kit
        sentences = [words.themes[edition.theme.id].headline, words.sheet.danger, words.sheet.no_voice, "2026-11-26"]
        if path.stem.startswith(("poster", "teach")):
            for name in edition.theme.channels:
                sentences += [edition.words.channels[name].who, edition.words.channels[name].police]
        else:
            sentences += [words.sheet.police, *words.themes[edition.theme.id].ways.values()]
        if edition.english:
            english = edition.english.kit
            sentences += [english.themes[edition.theme.id].headline, english.sheet.danger]
            sentences += [edition.words.site.notices.machine_draft]
            sentences += [content.channels["311"].language_lines[edition.lang]]
        assert [sentence for sentence in sentences if _letters(sentence) not in said] == [], path


def _letters(text: str) -> str:
    """Without spaces: a line may break anywhere between words, and at a hyphen."""
    return "".join(text.split())


def test_a_pdf_is_accessible(content: Content, printed: Path) -> None:
    """What of PDF/UA-1 (ISO 14289-1) can be read with pikepdf, one by one."""
    for edition, path in pdfs(content, printed):
        pdf = pikepdf.open(path)
        root = pdf.Root
        assert root.MarkInfo.Marked, path  # 7.1: tagged
        assert not root.MarkInfo.get("/Suspects", False)
        assert str(root.Lang) == edition.lang  # 7.2: natural language
        assert root.ViewerPreferences.DisplayDocTitle  # 7.1: title in the title bar
        with pdf.open_metadata() as metadata:
            assert metadata["pdfuaid:part"] == "1"  # 5: says that it conforms
            assert edition.words.kit.themes[edition.theme.id].title in metadata["dc:title"]  # 7.1: dc:title
        assert "/Encrypt" not in pdf.trailer  # 7.16
        for page in pdf.pages:
            assert page.Tabs == "/S"  # 7.18.3: tab order by structure
            assert _untagged(page) == [], path  # 7.1: every mark is tagged or an artifact
            for font in page.Resources.Font.values():
                assert "/ToUnicode" in font  # 7.21.7
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert "/FontFile2" in descriptor or "/FontFile3" in descriptor  # 7.21.4.1: embedded
                assert "AtkinsonHyperlegible" in str(font.BaseFont), path  # no letter came from another font
        kinds = list(_elements(root.StructTreeRoot.K))
        tags = [str(element.S) for element in kinds]
        assert tags.count("/H1") in (1, 2), path  # 7.4: headings; a second page in English has its own
        assert "/H2" in tags
        assert set(tags) <= KNOWN, path  # 7.1: standard tags only
        figures = [element for element in kinds if element.S == "/Figure"]
        assert all(str(figure.get("/Alt", "")) for figure in figures), path  # 7.3: figures have words
        if edition.english:
            assert any(str(element.get("/Lang", "")) == "en" for element in kinds), path  # 7.2: change of language


HEADINGS_AND_TEXT = ("Document", "Div", "P", "H1", "H2", "Span", "Strong", "Figure")
TABLES = ("Table", "THead", "TBody", "TR", "TH", "TD")
KNOWN = {f"/{tag}" for tag in (*HEADINGS_AND_TEXT, *TABLES)}


def _elements(kids: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            if "/K" in kid:
                yield from _elements(kid.K)


def _untagged(page: pikepdf.Page) -> list[str]:
    """What a page paints outside marked content."""
    depth, found = 0, []
    for _, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        depth += {"BMC": 1, "BDC": 1, "EMC": -1}.get(name, 0)
        if depth == 0 and name in ("Tj", "TJ", "f", "f*", "S", "B", "B*", "sh", "Do", "b", "s"):
            found.append(name)
    return found


def test_the_same_words_on_the_same_day_are_the_same_bytes(content: Content, printed: Path) -> None:
    edition = Edition(content, content.themes["parking"], "es", MADE, ADDRESS)
    for job in pieces.jobs(edition):
        for name, made in job.done().items():
            assert made == (printed / "parking" / "es" / name).read_bytes(), name
    assert archive({"a": b"1"}, MADE) == archive({"a": b"1"}, MADE)


def test_another_day_is_another_sheet(content: Content) -> None:
    edition = Edition(content, content.themes["parking"], "en", date(2027, 1, 2), ADDRESS)
    job = next(job for job in pieces.jobs(edition) if job.files == ("card.pdf",))
    assert "2027-01-02" in paper.text(pikepdf.open(BytesIO(job.done()["card.pdf"])))


def test_words_that_do_not_fit_are_refused_and_never_cut(content: Content) -> None:
    edition = Edition(content, content.themes["parking"], "en", MADE, ADDRESS)
    job = next(job for job in pieces.jobs(edition) if job.files == ("square.png",))
    job.values["headline"] = "word " * 400  # type: ignore[index]
    with pytest.raises(RuntimeError, match="too much text for square in en"):
        job.done()


def test_without_an_address_nothing_is_printed(
    tmp_path: Path, unaddressed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CONTENT_DIR", str(unaddressed))
    refused = run(str(tmp_path / "kit"), check=False)
    assert refused.returncode == 1
    assert "--address" in refused.stderr
    assert not (tmp_path / "kit").exists()


@pytest.mark.parametrize("address", ["http://example.org", "example.org", "https://localhost:8501", "https://"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, address: str) -> None:
    refused = run(str(tmp_path / "kit"), "--address", address, check=False)
    assert refused.returncode == 2
    assert "https://" in refused.stderr
