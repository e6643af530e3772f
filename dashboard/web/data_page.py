"""What every data page does: begin with the release on show, ask what to show (the address keeps it), draw figures."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import pyarrow as pa
import streamlit as st

from dashboard import clock, look
from dashboard.content import live
from dashboard.content.words import Words, fill
from dashboard.metrics import charts, maps
from dashboard.metrics.ask import MOST_AREAS, RATE, YEAR, Ask, parse
from dashboard.published import call_types, places
from dashboard.published import live as published
from dashboard.published.read import Release
from dashboard.published.schema import COUNT
from dashboard.web import figures, language, render
from dashboard.web.kept import kept
from dashboard.web.marks import on_map
from dashboard.web.view import View, table

Filter = Literal["areas", "area", "category", "rate", "month", "since"]


EXAMPLE_SITE = "http://localhost:8501"


@dataclass(frozen=True)
class DataPage:
    """The words and the release of a page."""

    words: Words
    release: Release
    lang: str

    @property
    def mode(self) -> look.Mode:
        """Light or dark, as the visitor's screen has it."""
        return "dark" if st.context.theme.type == "dark" else "light"

    def view(self, measure: str, ask: Ask) -> View:
        """A measure of the release, in the page's language."""
        return kept(measure, self.release, ask, self.words, self.lang)

    def marked(self, text: str) -> str:
        """The text, saying so when it speaks of demonstration figures."""
        return figures.marked(text, self.words, self.release)


def begin(page: Literal["overview", "calls", "map"]) -> DataPage:
    """Title and lead of a data page, and the label of a demonstration. Stops the page while no release can be read."""
    content = live.shown().content
    assert content is not None
    lang = language.chosen(content)
    words = content.words[lang]
    said = getattr(words.pages, page)
    st.title(said.heading, anchor=False)
    st.write(said.lead)
    release = published.release()
    if release is None:
        st.info(words.site.notices.no_release)
        st.stop()
    shown = DataPage(words, release, lang)
    if release.demonstration:
        st.html(figures.label(words, release))
    fresh = published.freshness(release, clock.now().date())
    until = {"month": shown.view("incidents", Ask()).period(fresh.month), "number": fresh.days_behind}
    freshness = language.plural(words.pages.calls.freshness, fresh.days_behind, lang)
    st.html(render.small(fill(freshness, until)))
    return shown


def filters(page: DataPage, *wanted: Filter) -> Ask:
    """Draws the filters and keeps them in the address, as ids, so that a link shows the same in every language.

    A release without places is not asked about one.
    """
    wanted = tuple(what for what in wanted if page.release.has_places or what not in ("areas", "area"))
    given = parse(page.release, {key: st.query_params.get_all(key) for key in st.query_params})
    ask = Ask()
    for what, box in zip(wanted, st.columns(len(wanted)), strict=True):
        with box:
            ask = FILTERS[what](page, given, ask)
    _remember(ask)
    return ask


def _areas(page: DataPage, given: Ask, ask: Ask) -> Ask:
    calls, names = page.words.pages.calls, {place.id: place.name for place in places.load()}
    st.session_state.setdefault("areas", list(given.areas))
    chosen = st.multiselect(
        calls.where,
        list(names),
        format_func=names.__getitem__,
        placeholder=calls.city,
        max_selections=MOST_AREAS,
        key="areas",
    )
    return replace(ask, areas=tuple(chosen))


def _area(page: DataPage, given: Ask, ask: Ask) -> Ask:
    said, names = page.words.pages.map, {place.id: place.name for place in places.load()}
    first = next(iter(given.areas), "")
    chosen = _choose("area", said.area, ["", *names], first, lambda area: names.get(area, said.no_area))
    return replace(ask, areas=(chosen,) if chosen else ())


def _category(page: DataPage, given: Ask, ask: Ask) -> Ask:
    types, names, calls = call_types.load(), page.words.metrics.categories, page.words.pages.calls
    offered = types.in_areas() if ask.areas else tuple(types.categories)
    chosen = _choose("category", calls.what, ["", *offered], given.category or "", lambda i: names.get(i, calls.all))
    return replace(ask, category=chosen or None)


def _rate(page: DataPage, given: Ask, ask: Ask) -> Ask:
    st.session_state.setdefault("rate", given.rate)
    return replace(ask, rate=st.toggle(page.words.pages.calls.rate, key="rate"))


def _month(page: DataPage, given: Ask, ask: Ask) -> Ask:
    view = page.view("incidents", Ask())
    months = [YEAR, *page.release.months[::-1]]
    named = lambda month: view.months if month == YEAR else view.period(month)  # noqa: E731
    return replace(ask, month=_choose("month", page.words.pages.calls.when, months, given.month, named))


def _since(page: DataPage, given: Ask, ask: Ask) -> Ask:
    calls, view = page.words.pages.calls, page.view("incidents", Ask())
    months = ["", *page.release.months[12:-11]]
    named = lambda month: view.period(month) if month else calls.no_month  # noqa: E731
    return replace(ask, since=_choose("since", calls.since, months, given.since, named))


FILTERS = {
    "areas": _areas,
    "area": _area,
    "category": _category,
    "rate": _rate,
    "month": _month,
    "since": _since,
}


def _choose(key: str, label: str, options: list[str], given: str, named: Callable[[str], str]) -> str:
    st.session_state.setdefault(key, given if given in options else options[0])
    if st.session_state[key] not in options:
        st.session_state[key] = options[0]
    return st.selectbox(label, options, format_func=named, key=key)


def _remember(ask: Ask) -> None:
    """Writes the filters into the address. Nothing of the guide ever goes there."""
    kept = {key: st.query_params.get_all(key) for key in (language.KEY,) if key in st.query_params}
    wanted: dict[str, list[str]] = {**kept, "area": list(ask.areas), "category": [ask.category] if ask.category else []}
    wanted |= {"per": [RATE] if ask.rate else [], "month": [ask.month] if ask.month != YEAR else []}
    wanted |= {"since": [ask.since] if ask.since else []}
    wanted = {key: values for key, values in wanted.items() if values}
    if wanted != {key: st.query_params.get_all(key) for key in st.query_params}:
        st.query_params.from_dict(wanted)


def origin() -> str:
    """This site's own address, as the visitor's browser has it."""
    return "/".join((st.context.url or EXAMPLE_SITE).split("/")[:3])


def draw(page: DataPage, view: View, sentence: str = "") -> None:
    """A figure: its name, a sentence, the chart, the files, the same as a table, and what it counts."""
    words = page.words.metrics
    st.header(page.marked(view.title), anchor=False)
    if sentence:
        st.write(page.marked(sentence))
    elif not view.tells:
        st.write(words.figure.nothing)
    if view.frame.empty:
        return
    if view.measure != "change" and view.tells:
        for name, alt, data, spec in view.once(("charts", page.mode), lambda: _charts(view, page.mode)):
            if name:
                st.subheader(name, anchor=False)
            st.vega_lite_chart(data, spec, theme=None, alt=page.marked(alt), width="stretch")
    below(page, view)


def below(page: DataPage, view: View, *, tabled: bool = True) -> None:
    """Source, files and the definition, and the table unless the page has it already."""
    words = page.words.metrics.figure
    site = origin()
    st.html(view.once(("around", site), lambda: _around(view, page.marked(view.alt()), site)))
    if tabled:
        with st.expander(words.table):
            st.html(table_of(view, page.marked(view.title)))


def _charts(view: View, mode: look.Mode) -> list[tuple[str, str, pa.Table, charts.Spec]]:
    """The panels of a chart: name (empty if there is one), what it shows in words, data and drawing."""
    several = len(view.parts) > 1
    named = [(view.name(view.parted, part) if part and several else "", part) for part in view.parts]
    return [(name, view.alt(part), view.drawn(part), view.spec(mode, part)) for name, part in named]


def table_of(view: View, caption: str) -> str:
    """The figure as a table."""
    return view.once(("table", caption), lambda: figures.table(caption, *view.table()))


def _around(view: View, alt: str, site: str) -> str:
    """Source, files, what to copy for another website and the definition as HTML: one element, for each costs the
    server time on every change."""
    words, measure, release = view.metrics.figure, view.metrics.measures[view.measure], view.release
    caveat = fill(measure.caveat, {"threshold": release.threshold})
    files = render.fragment("files.html", view=view, words=words, source=figures.source(view), alt=alt, site=site)
    return files + render.fragment("measure.html", words=words, measure=measure, caveat=caveat)


def brief(page: DataPage, area: str) -> str:
    """Where the page to print of a neighborhood lies."""
    return f"/data/view/{page.release.id}/brief.pdf?area={area}&lang={page.lang}"


def area_map(page: DataPage, view: View) -> tuple[pa.Table, charts.Spec, str]:
    """The map of the `areas` measure: a row for each neighborhood, the drawing, and the legend as HTML."""
    return view.once(("map", page.mode), lambda: _area_map(page, view))


def _area_map(page: DataPage, view: View) -> tuple[pa.Table, charts.Spec, str]:
    column = "rate" if view.ask.rate else COUNT
    unit = view.metrics.columns[column]
    legend = render.fragment(
        "legend.html",
        title=page.marked(unit),
        classes=maps.classes(view.frame[column], page.mode, view.number),
        withheld=page.words.pages.map.withheld,
    )
    marks = table(on_map(view, page.mode, page.marked("{}")))
    return marks, view.map_spec(page.mode), legend
