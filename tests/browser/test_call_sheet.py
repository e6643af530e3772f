import io

import pikepdf
import pytest
from playwright.sync_api import Page

from dashboard.content.load import Content
from dashboard.web import call_sheet


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_call_sheet_prints_on_one_page(page: Page, content: Content, paper: str) -> None:
    page.set_content(call_sheet.page(content))
    assert len(pikepdf.open(io.BytesIO(page.pdf(format=paper))).pages) == 1
