"""`/healthz`: is the content good, which release is on show, how old is it, are all releases as they were published."""

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboard import clock, paths
from dashboard.content import live
from dashboard.published import live as published


def healthz(_: Request) -> JSONResponse:
    """200 while residents get answers, 503 otherwise; `problems` names file and line of what is broken."""
    shown = live.shown()
    state = "down" if shown.content is None else "last good version" if shown.problems else "ok"
    release = published.release()
    today = clock.now().date()
    fresh = release and published.freshness(release, today)
    body = {
        "content": state,
        "content_version": shown.content and shown.content.version,
        "problems": [problem.as_dict() for problem in shown.problems],
        "release": release and release.id,
        "release_age_days": release and (today - release.built_at).days,
        "release_month": fresh and fresh.month,
        "release_days_behind": fresh and fresh.days_behind,
        "release_problems": published.live().problems,
        "releases": published.states(paths.data_dir()),
    }
    return JSONResponse(body, 503 if state == "down" else 200, {"Cache-Control": "no-store"})


ROUTES = [Route("/healthz", healthz)]
