"""The part of the methods page that says what is published, where it lies, by which rule, and how to use it."""

from typing import Any

import streamlit as st

from dashboard import paths
from dashboard.content.translation import in_english
from dashboard.content.words import fill
from dashboard.metrics.ask import Ask
from dashboard.paths import ROOT
from dashboard.published import files, index
from dashboard.published.schema import RELEASES
from dashboard.web import figures, render
from dashboard.web.data_page import EXAMPLE_SITE, DataPage, origin

USE = ROOT / "docs" / "use"
EXAMPLES = ("month.py", "month.R", "month.txt")


def show(page: DataPage) -> None:
    """Draws it for the release on show."""
    words, release = page.words.pages.methods.data, page.release
    st.header(words.heading, anchor="data")
    st.write(words.lead)
    base = f"/data/releases/{release.id}"
    tables = [resource for resource in release.package["resources"] if resource.get("type") == "table"]
    st.html(render.fragment("release_files.html", words=words, base=base, tables=tables, release=release.id))
    with st.expander(words.fields):
        heads = [words.column_field, words.column_meaning]
        st.html(figures.table(words.fields, heads, _fields(tables, page.lang), numbers=False))
    with st.expander(words.rule):
        st.html(render.small(words.rule_source))
        for sentence in release.package["rule"]["words"].values():
            st.markdown(f"- {in_english(sentence, page.lang)}")
    entries = index.known(paths.data_dir() / RELEASES).values()
    st.subheader(words.releases, anchor=False)
    known = {"words": words, "entries": list(entries)[::-1], "changes": files.CHANGES, "fill": fill, "lang": page.lang}
    st.html(render.fragment("releases.html", **known))
    st.subheader(words.cite_heading, anchor=False)
    view = page.view("incidents", Ask())
    ends = {"low": view.period(release.months[0]), "high": view.period(release.months[-1])}
    cited = fill(words.cite, {"name": in_english(release.package["title"], page.lang), "number": release.id, **ends})
    st.html(render.small(page.marked(cited)))
    with st.expander(words.use_heading):
        for name, said in zip(EXAMPLES, ("Python", "R", words.spreadsheet), strict=True):
            st.html(render.fragment("example.html", said=said, text=_example(name)))


def _fields(tables: list[dict[str, Any]], lang: str) -> list[tuple[str, str]]:
    fields = (field for table in tables for field in table["schema"]["fields"])
    return sorted({field["name"]: in_english(field["description"], lang) for field in fields}.items())


def _example(name: str) -> str:
    """A snippet of docs/use, with this site's own address in it."""
    return (USE / name).read_text("utf-8").replace(EXAMPLE_SITE, origin())
