"""The kit on the site: its pages, and files that are printed once."""

import re
import shutil
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

import httpx
import pytest

from dashboard.content.load import Content
from dashboard.kit import pieces, sheet
from dashboard.kit.sheet import Edition
from dashboard.paths import ROOT
from dashboard.web import kit_files
from tests.kit import paper
from tests.kit.test_kit_sheet import ADDRESS, MADE
from tests.support import LARGEST_PLAIN_PAGE, Site, escape, serving

pytestmark = pytest.mark.whole

TYPES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml", "txt": "text/plain; charset=utf-8"}


@pytest.fixture(scope="module")
def addressed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as shipped, with an address of its own."""
    folder = tmp_path_factory.mktemp("addressed")
    copy = Path(shutil.copytree(ROOT / "content", folder / "content"))
    text = re.sub(r"(?m)^address:.*$", f"address: {ADDRESS}", (copy / "site.yaml").read_text())
    (copy / "site.yaml").write_text(text)
    with serving(folder, CONTENT_DIR=str(copy)) as running:
        yield running


def printed(site: Site, path: str, **options: object) -> httpx.Response:
    """A file of the kit; a busy machine takes a while to print the first of an edition."""
    return httpx.get(site.url + path, timeout=kit_files.LONGEST, **options)  # type: ignore[arg-type]


def test_every_plain_page_of_the_kit_is_small_and_its_words_can_be_copied(site: Site, content: Content) -> None:
    for lang in content.words:
        index = site.get(f"/guide/{lang}/kit")
        assert index.status_code == 200
        for theme in content.themes.values():
            address = f"/guide/{lang}/kit/{theme.id}"
            assert f'href="{address}"' in index.text
            page = site.get(address)
            assert len(page.content) <= LARGEST_PLAIN_PAGE, address
            edition = Edition(content, theme, lang, MADE, content.site.address)
            for text in (*pieces.messages(edition), *pieces.paragraphs(edition)):
                assert escape(text) in page.text
            assert ('<blockquote lang="en">' in page.text) is bool(edition.english)


def test_every_link_to_a_file_leads_to_the_file(addressed: Site, content: Content) -> None:
    page = addressed.get("/guide/en/kit/parking").text
    linked = set(re.findall(r'href="(/guide/en/kit/parking/[^"]+)"', page))
    edition = Edition(content, content.themes["parking"], "en", MADE, ADDRESS)
    assert linked == {
        f"/guide/en/kit/parking/{name}" for piece in pieces.FORMS for name in pieces.files(edition, piece)
    }
    for address in sorted(linked):
        answer = printed(addressed, address)
        assert answer.status_code == 200, address
        assert answer.headers["content-type"] == TYPES[address.rpartition(".")[2]]
        assert "parking-en-" in answer.headers["content-disposition"]
    again = printed(addressed, address, headers={"If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_a_code_from_the_site_leads_to_its_address(addressed: Site, content: Content, tmp_path: Path) -> None:
    picture = tmp_path / "square.png"
    picture.write_bytes(printed(addressed, "/guide/es/kit/parking/square.png").content)
    edition = Edition(content, content.themes["parking"], "es", MADE, ADDRESS)
    assert paper.codes(picture) == list(sheet.addresses(edition).values())


def test_a_sample_from_the_site_has_no_code(unaddressed: Path, tmp_path: Path) -> None:
    picture = tmp_path / "square.png"
    with serving(tmp_path, CONTENT_DIR=str(unaddressed)) as site:
        picture.write_bytes(printed(site, "/guide/en/kit/parking/square.png").content)
    assert paper.codes(picture) == []


def test_what_is_printed_is_not_printed_again(addressed: Site) -> None:
    shelf = addressed.log_file.parent / "state" / "kit"
    first = printed(addressed, "/guide/en/kit/911-or-311/preview.png").content
    before = {path: path.stat().st_mtime_ns for path in shelf.rglob("911-or-311/en/*")}
    assert before
    with ThreadPoolExecutor(8) as visitors:
        found = list(
            visitors.map(lambda _: printed(addressed, "/guide/en/kit/911-or-311/preview.png").content, range(24))
        )
    assert set(found) == {first}
    assert {path: path.stat().st_mtime_ns for path in shelf.rglob("911-or-311/en/*")} == before


def test_the_zip_holds_a_theme_in_every_language(addressed: Site, content: Content) -> None:
    answer = printed(addressed, "/guide/en/kit/911-or-311.zip")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(answer.content)) as packed:
        assert {name.split("/")[1] for name in packed.namelist()} == set(content.words)
        assert all(name.startswith("911-or-311/") for name in packed.namelist())


@pytest.mark.parametrize(
    "path",
    [
        "/guide/en/kit/parking/none.pdf",
        "/guide/en/kit/parking/..%2fsquare.png",
        "/guide/en/kit/none/square.png",
        "/guide/xx/kit/parking/square.png",
        "/guide/xx/kit",
        "/guide/en/kit/none",
        "/guide/en/kit/none.zip",
    ],
)
def test_what_is_no_file_of_the_kit_is_not_found(site: Site, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert 'href="tel:911"' in answer.text


def test_the_log_does_not_tell_which_theme_was_read(site: Site) -> None:
    site.get("/guide/en/kit/choose-response")
    assert "choose-response" not in site.log()
