"""What residents typed when they tried the guide: the right door first, and help beside 911."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from dashboard.content.load import Content
from dashboard.guide import listen
from tests.cases.phrases import MONDAY_MORNING

FILES = sorted((Path(__file__).parents[1] / "cases").glob("residents*.yaml"))
CASES = [
    (lang, row) for file in FILES for lang, rows in yaml.safe_load(file.read_text("utf-8")).items() for row in rows
]


@pytest.mark.parametrize(("lang", "row"), CASES, ids=[row["text"] for _, row in CASES])
def test_what_residents_typed_opens_the_right_door(content: Content, lang: str, row: dict[str, Any]) -> None:
    heard = listen.hear(content, row["text"], MONDAY_MORNING, lang)
    offered = [option.channel.id for option in heard.answer.options]
    assert row.get("first", offered[0]) == offered[0]
    assert heard.answer.danger is (offered[0] == "911")
    assert row.get("situation", heard.answer.situation) == heard.answer.situation
    assert set(row.get("offers", ())) <= set(offered[:3])
    assert not set(row.get("without", ())) & set(offered)
