"""The docs say what is so."""

import hashlib
import re

import pytest

from dashboard.content.load import Content
from dashboard.guide import decisions
from dashboard.paths import ROOT

pytestmark = pytest.mark.whole

DOCS = ROOT / "docs"


def test_the_decision_file_is_current(content: Content) -> None:
    assert (DOCS / "decisions.csv").read_text("utf-8") == decisions.as_csv(content), "run make docs"


def test_the_newest_changelog_entry_names_the_decision_file() -> None:
    newest = re.search(r"^## \d{4}-\d\d-\d\d, ([0-9a-f]{12})$", (DOCS / "decisions-changelog.md").read_text(), re.M)
    digest = hashlib.sha256((DOCS / "decisions.csv").read_bytes()).hexdigest()
    assert newest
    assert newest[1] == digest[:12], "say in docs/decisions-changelog.md what changed, with the new checksum"


def test_the_guide_page_of_the_docs_is_current(content: Content) -> None:
    from docs.generate import guide

    assert (DOCS / "guide.md").read_text("utf-8") == guide(content), "run make docs"


def test_every_link_between_docs_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *DOCS.glob("*.md")]:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
            if not link.startswith("http"):
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_every_dependency_has_its_reason() -> None:
    named = re.findall(r'^  "([a-z0-9-]+)[=<>]', (ROOT / "pyproject.toml").read_text("utf-8"), re.M)
    reasons = (DOCS / "dependencies.md").read_text("utf-8")
    assert named
    assert [name for name in named if name not in reasons] == []
