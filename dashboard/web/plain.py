"""The plain guide: one request a page, no JavaScript, nothing kept."""

import base64
import hashlib
from collections.abc import Callable, Mapping
from typing import Any, Literal
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboard.content import live
from dashboard.content.load import Content
from dashboard.content.models import Situation
from dashboard.content.table import REPLIES
from dashboard.guide import answer, listen
from dashboard.web import render

LARGEST_FORM = 16 * 1024


class BadFormError(Exception):
    """The form holds something that the page never offered."""


def respond(template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A plain page with a policy that allows nothing but its own style."""
    style = base64.b64encode(hashlib.sha256(render.stylesheet(plain=True).encode()).digest()).decode()
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
    words = content.words[lang if lang in content.words else "en"]
    said = getattr(words.site.notices, kind)
    return respond("notice.html", status, lang=lang, words=words, title=said.title, text=said.text)


Page = Callable[[Request, Content, str, Mapping[str, list[str]] | None], HTMLResponse]


def _page(show: Page) -> Callable[[Request], object]:
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
            return show(request, content, lang, form)
        except BadFormError:
            return notice("try_again", 400, lang)

    return endpoint


def _index(request: Request, content: Content, lang: str, form: Mapping[str, list[str]] | None) -> HTMLResponse:
    words = content.words[lang]
    common: dict[str, Any] = {"lang": lang, "words": words}
    text = form.get("text", [""])[0].strip() if form else ""
    if form is None or not text:
        return respond("index.html", groups=render.groups(content), **common)
    heard = listen.hear(content, text, render.now(), lang, _preferences(form))
    return respond("found.html", found=[m.situation for m in heard.matches][: listen.CLOSEST], a=heard.answer, **common)


def _situation(request: Request, content: Content, lang: str, form: Mapping[str, list[str]] | None) -> HTMLResponse:
    situation = content.situations.get(request.path_params["situation"])
    if situation is None:
        return notice("not_found", 404, lang)
    words = content.words[lang]
    labels = words.guide.answers.model_dump(by_alias=True)
    preferences = _preferences(form or {})
    given = None
    if form is not None:
        given = answer.answer(content, situation.id, _replies(form, situation), render.now(), preferences)
    values: dict[str, Any] = {"replies": [(reply, labels[reply]) for reply in REPLIES], "prefer": bool(preferences)}
    return respond("situation.html", situation=situation, a=given, lang=lang, words=words, **values)


async def _form(request: Request) -> Mapping[str, list[str]]:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            raise BadFormError
    try:
        return parse_qs(body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=32)
    except ValueError:
        raise BadFormError from None


def _replies(form: Mapping[str, list[str]], situation: Situation) -> dict[str, str]:
    replies = {name: values[-1] for name, values in form.items() if name != "prefer"}
    if not (set(replies) <= set(situation.questions) and set(replies.values()) <= set(REPLIES)):
        raise BadFormError
    return replies


def _preferences(form: Mapping[str, list[str]]) -> set[str]:
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
    Route("/guide/{lang}/{situation}", _page(_situation), methods=["GET", "POST"]),
]
