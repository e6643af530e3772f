"""Real parts for every test: the shipped content, copies of it to break, and a real server on loopback."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from dashboard.content.load import Content, load
from dashboard.paths import ROOT
from tests.support import Site, serving

settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session")
def content() -> Content:
    return load(ROOT / "content")


@pytest.fixture
def editable(tmp_path: Path) -> Path:
    """A copy of the content that a test may break."""
    return Path(shutil.copytree(ROOT / "content", tmp_path / "content"))


@pytest.fixture
def unaddressed(editable: Path) -> Path:
    """A copy of the content of a site that has no public address yet."""
    site = editable / "site.yaml"
    site.write_text(re.sub(r"(?m)^address:[^#\n]*", "address: ", site.read_text("utf-8")), "utf-8")
    return editable


@pytest.fixture
def edit(editable: Path) -> Callable[[str, str, str], Path]:
    """Replace a text that stands once in a file of the copy."""

    def replace(name: str, old: str, new: str) -> Path:
        path = editable / name
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new))
        return path

    return replace


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as shipped."""
    with serving(tmp_path_factory.mktemp("site")) as running:
        yield running
