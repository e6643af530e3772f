"""The page about a neighborhood that is made to print: accessible, one letter page, the figures of its page."""

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from dashboard.content.load import Content, load
from dashboard.kit.press import press
from dashboard.metrics.ask import Ask
from dashboard.published import live, places
from dashboard.published.read import Release
from dashboard.published.read import load as read
from dashboard.web import brief, figures
from dashboard.web.view import View
from tests.published.releases import Frames, contents, frames, put
from tests.support import Site

pytestmark = pytest.mark.whole

LETTER = [0, 0, 612, 792]
AREAS = ["whittier", "mid-city-industrial", "stevens-square-loring-heights", "page"]
Edit = Callable[[str, str, str], Path]


@pytest.fixture
def release() -> Release:
    shown = live.release()
    assert shown
    return shown


def tagged(pdf: pikepdf.Pdf, kind: str) -> list[Any]:
    """The elements of a kind in the structure of the document."""
    found: list[Any] = []

    def walk(node: Any) -> None:
        if isinstance(node, pikepdf.Array):
            for child in node:
                walk(child)
        elif isinstance(node, pikepdf.Dictionary):
            if node.get("/S") == kind:
                found.append(node)
            if "/K" in node:
                walk(node["/K"])

    walk(pdf.Root.StructTreeRoot.K)
    return found


def test_a_brief_is_a_file_of_its_own(site: Site, release: Release) -> None:
    answer = site.get("/data/view/current/brief.pdf?area=whittier&lang=es", follow_redirects=True)
    assert answer.url.path == f"/data/view/{release.id}/brief.pdf"
    assert answer.headers["content-type"] == "application/pdf"
    name = f"whittier-{release.months[-12]}-to-{release.months[-1]}-es.pdf"
    assert answer.headers["content-disposition"] == f'inline; filename="{name}"'
    asked = {"If-None-Match": answer.headers["etag"]}
    assert site.get(f"{answer.url.path}?area=whittier&lang=es", headers=asked).status_code == 304


@pytest.mark.parametrize("path", ["brief.pdf", "brief.pdf?area=nowhere", "brief.csv?area=page", "kinds.pdf?area=page"])
def test_there_is_a_brief_of_neighborhoods_only(site: Site, path: str) -> None:
    assert site.get(f"/data/view/current/{path}", follow_redirects=True).status_code == 404


@pytest.mark.parametrize("lang", ["en", "es"])
@pytest.mark.parametrize("area", AREAS)
def test_it_is_one_accessible_letter_page(content: Content, release: Release, area: str, lang: str) -> None:
    words = content.words[lang]
    made = brief.brief(content, release, area, lang)
    assert made
    with pikepdf.open(io.BytesIO(made)) as pdf:
        assert len(pdf.pages) == 1
        assert [int(edge) for edge in pdf.pages[0].mediabox] == LETTER
        assert str(pdf.Root.Lang) == lang
        assert pdf.Root.MarkInfo.Marked
        with pdf.open_metadata() as about:
            assert about["pdfuaid:part"] == "1"
            assert View("kinds", release, Ask((area,)), words, lang).about[0] in about["dc:title"]
        spoken = [str(figure.Alt) for figure in tagged(pdf, "/Figure")]
        views = [View(name, release, Ask((area,)), words, lang) for name in brief.DRAWN]
        assert spoken == [figures.marked(view.alt(), words, release) for view in views if view.tells]
        assert len(tagged(pdf, "/H1")) == 1
        assert len(tagged(pdf, "/TR")) == 2 + len(View("kinds", release, Ask((area,)), words, lang).frame)


def test_it_says_what_the_page_says_and_marks_a_demonstration(content: Content, release: Release) -> None:
    said = brief.values(content, release, "whittier", "en")
    kinds = View("kinds", release, Ask(("whittier",)), content.words["en"], "en")
    assert said["table"]["rows"] == kinds.table()[1]
    notice = content.words["en"].site.notices.demonstration
    assert said["label"].casefold() == notice
    assert all(notice in text for text in (*said["facts"], said["table"]["title"], *(c["alt"] for c in said["charts"])))


def test_the_code_on_it_leads_to_the_page_once_the_site_has_an_address(release: Release, edit: Edit) -> None:
    root = edit("site.yaml", "address:     ", "address: https://rr.example.org     ").parent
    said = brief.values(load(root), release, "whittier", "en")
    picture = press(brief.TEMPLATE, said, "png", release.built_at)[0]
    code = zxingcpp.read_barcode(Image.open(io.BytesIO(picture)))
    assert code
    assert code.text == said["link"]["address"] == "https://rr.example.org/map?area=whittier&lang=en"


def hidden() -> Frames:
    """Frames without a number."""
    return {
        name: frame.assign(count=frame["count"].where(frame["count"] < 0), state="withheld")
        for name, frame in frames().items()
    }


def test_a_release_that_hides_everything_says_so_and_draws_nothing(tmp_path: Path, content: Content) -> None:
    from dashboard.release.publish import publish

    small = read(publish(tmp_path, *contents(made=hidden())))
    said = brief.values(content, small, "whittier", "en")
    assert not said["charts"]
    assert not re.search(r"\d{2,}", "".join(row[1] for row in said["table"]["rows"]))
    assert brief.brief(content, small, "whittier", "en")


def test_briefs_made_at_publish_are_served_until_words_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, editable: Path, edit: Edit
) -> None:
    monkeypatch.setenv("STATE_DIR", str(tmp_path / "state"))
    site = editable / "site.yaml"
    site.write_text(re.sub(r"languages: \[.*\]", "languages: [en]", site.read_text()))
    content = load(editable)
    release = read(put(tmp_path / "data"))
    assert brief.made(content, release, "whittier", "en") is None
    assert brief.make(content, release) == len(places.load())
    assert brief.made(content, release, "whittier", "en") == brief.brief(content, release, "whittier", "en")
    later = load(edit("text/en/pages.yaml", "One page to print", "A page to print").parents[2])
    assert brief.made(later, release, "whittier", "en") is None
    brief.make(later, release)
    assert brief.made(content, release, "whittier", "en") is None, "what is out of date is removed"
