"""How large pages are: `.venv/bin/python benchmarks/pages.py`. Bytes of HTML as sent, before any compression."""

import sys
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1]))

from dashboard import clock
from dashboard.content import table
from dashboard.content.load import load
from dashboard.guide.answer import NO_POLICE, NO_VOICE, answer
from dashboard.paths import ROOT
from dashboard.web import bundles, render


def main() -> None:
    """Print the size of every kind of plain page, and of Streamlit's bundles with and without compression."""
    content = load(ROOT / "content")
    for lang, words in content.words.items():
        page = render.Page(content, lang)
        labels = list(words.guide.answers.model_dump(by_alias=True).items())
        sizes = []
        for situation in content.situations.values():
            for replies in table.paths(situation):
                for wishes in (frozenset(), frozenset({NO_POLICE, NO_VOICE})):
                    given = answer(content, situation.id, replies, clock.now(), wishes)
                    values = {"situation": situation, "a": given, "given": replies, "replies": labels, "chosen": wishes}
                    sizes.append(len(render.page("situation.html", page=page, here="", **values).encode()))
        start = len(render.page("index.html", page=page, here="", groups=render.groups(content)).encode())
        print(f"{lang}: start {start:,}; answers median {median(sizes):,.0f}, largest {max(sizes):,} of {len(sizes)}")
    names = [name for name in bundles.names() if name.endswith((".js", ".css"))]
    raw = sum((bundles.ROOT / name).stat().st_size for name in names)
    packed = sum(len(bundles.compressed(name, "br") or b"") for name in names)
    print(f"Streamlit's {len(names)} scripts and styles: {raw:,} bytes, {packed:,} with brotli")


if __name__ == "__main__":
    main()
