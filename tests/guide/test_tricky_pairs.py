"""Words that sound alike, of danger and of none: calm words and the past never hide a present danger."""

from pathlib import Path

import pytest
import yaml

from dashboard.content.load import Content
from dashboard.guide import listen

PAIRS = yaml.safe_load((Path(__file__).parents[1] / "cases" / "tricky-pairs.yaml").read_text("utf-8"))
CASES = [
    (lang, kind == "danger", text) for lang, kinds in PAIRS.items() for kind, said in kinds.items() for text in said
]


@pytest.mark.parametrize(("lang", "danger", "text"), CASES, ids=[text for _, _, text in CASES])
def test_danger_is_told_from_what_sounds_like_it(content: Content, lang: str, danger: bool, text: str) -> None:
    assert listen.danger(content, text, lang) is danger
