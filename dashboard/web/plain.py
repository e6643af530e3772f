"""The plain guide: one request a page, no JavaScript, nothing kept."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard import clock
from dashboard.content import live
from dashboard.content.models import Situation
from dashboard.content.table import REPLIES
from dashboard.guide import answer, listen
from dashboard.kit.sheet import Edition
from dashboard.web import render

LARGEST_FORM = 16 * 1024
NOT_REPLIES = ("prefer", "situation", "go")


class BadFormError(Exception):
    """The form holds something that the page never offered."""


def respond(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A plain page with a policy that allows nothing but its own style."""
    css = render.stylesheet(render.styles(template, values))
    style = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{style}'; img-src data:; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-store"}
    return HTMLResponse(render.page(template, **values), status, headers)


def notice(kind: Literal["not_found", "try_again", "error"], status: int, lang: str = "en") -> HTMLResponse:
    """A kind page for what went wrong, with the emergency numbers and a way on."""
    content = live.shown().content
    if content is None:
        return respond("no_words.html", max(status, 503))
    page = render.Page(content, lang if lang in content.words else "en")
    said = getattr(page.words.site.notices, kind)
    return respond("notice.html", status, page=page, here="", title=said.title, text=said.text)


Form = Mapping[str, list[str]]
Show = Callable[[render.Page, Request, Form | None], HTMLResponse]


def _page(show: Show) -> Callable[[Request], object]:
    """Give a page its content, its language and, on POST, its form."""

    async def endpoint(request: Request) -> Response:
        content = live.shown().content
        if content is None:
            return respond("no_words.html", 503)
        lang = request.path_params["lang"]
        if lang not in content.words:
            return notice("not_found", 404)
        try:
            form = await _form(request) if request.method == "POST" else None
            return await run_in_threadpool(show, render.Page(content, lang), request, form)
        except BadFormError:
            return notice("try_again", 400, lang)

    return endpoint


def _index(page: render.Page, _: Request, form: Form | None) -> HTMLResponse:
    if form and "situation" in form:
        return _show_situation(page, form["situation"][0], form, answered="go" in form)
    text = form.get("text", [""])[0].strip() if form else ""
    if form is None or not text:
        return respond("index.html", page=page, here="", groups=render.groups(page.content))
    chosen = _preferences(form) | listen.wishes(page.content, text, page.lang)
    heard = listen.hear(page.content, text, clock.now(), page.lang, chosen)
    found = [(page.content.situations[m.situation], m.replies) for m in heard.matches[: listen.CLOSEST]]
    closest: list[tuple[Situation, dict[str, str]]] = [(page.content.situations[name], {}) for name in heard.closest]
    return respond("found.html", page=page, here="", found=found, closest=closest, a=heard.answer, chosen=chosen)


def _situation(page: render.Page, request: Request, form: Form | None) -> HTMLResponse:
    return _show_situation(page, request.path_params["situation"], form or {}, answered=form is not None)


def _show_situation(page: render.Page, name: str, form: Form, *, answered: bool) -> HTMLResponse:
    """The questions with the replies that the form holds, and above them the answer when they were answered."""
    situation = page.content.situations.get(name)
    if situation is None:
        return notice("not_found", 404, page.lang)
    replies, wishes = _replies(form, situation), _preferences(form)
    given = answer.answer(page.content, name, replies, clock.now(), wishes) if answered else None
    labels = page.words.guide.answers.model_dump(by_alias=True)
    return respond(
        "situation.html",
        page=page,
        here="" if situation.sensitive else name,
        situation=situation,
        a=given,
        given=replies,
        replies=[(reply, labels[reply]) for reply in REPLIES],
        chosen=wishes,
    )


def _sheet(template: str) -> Show:
    """A page that only shows words: the card, the draft, the sources, the kit."""

    def show(page: render.Page, _: Request, __: Form | None) -> HTMLResponse:
        return respond(f"{template}.html", page=page, here=template)

    return show


def _theme(page: render.Page, request: Request, _: Form | None) -> HTMLResponse:
    """One theme of the printed kit: its files and words."""
    theme = page.content.themes.get(request.path_params["theme"])
    if theme is None:
        return notice("not_found", 404, page.lang)
    edition = Edition(page.content, theme, page.lang, clock.now().date(), page.content.site.address)
    return respond("kit_theme.html", page=page, here=f"kit/{theme.id}", e=edition)


async def _form(request: Request) -> Form:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise BadFormError
    try:
        form = parse_qs(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=32)
    except ValueError:
        raise BadFormError from None
    if any(len(values) > 1 for name, values in form.items() if name != "prefer"):
        raise BadFormError
    return form


def _replies(form: Form, situation: Situation) -> dict[str, str]:
    replies = {name: values[0] for name, values in form.items() if name not in NOT_REPLIES}
    if not (set(replies) <= set(situation.questions) and set(replies.values()) <= set(REPLIES)):
        raise BadFormError
    return replies


def _preferences(form: Form) -> set[str]:
    wished = set(form.get("prefer", ()))
    if not wished <= set(answer.PREFERENCES):
        raise BadFormError
    return wished


async def _to_slash(request: Request) -> Response:
    return RedirectResponse(f"/guide/{request.path_params['lang']}/", 308)


ROUTES = [
    Route("/guide", lambda _: RedirectResponse("/guide/en/", 308)),
    Route("/guide/", lambda _: RedirectResponse("/guide/en/", 308)),
    Route("/guide/{lang}", _to_slash),
    Route("/guide/{lang}/", _page(_index), methods=["GET", "POST"]),
    Route("/guide/{lang}/card", _page(_sheet("card"))),
    Route("/guide/{lang}/draft", _page(_sheet("draft"))),
    Route("/guide/{lang}/kit", _page(_sheet("kit"))),
    Route("/guide/{lang}/kit/{theme}", _page(_theme)),
    Route("/guide/{lang}/sources", _page(_sheet("sources"))),
    Route("/guide/{lang}/{situation}", _page(_situation), methods=["GET", "POST"]),
]
