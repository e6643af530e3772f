"""Open data under /data/: what releases/index.json lists, and nothing else. Every file is checked before it is sent."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboard import paths
from dashboard.published import files, index
from dashboard.published import live as published
from dashboard.published.files import ReleaseError
from dashboard.published.index import Entry
from dashboard.published.places import REFERENCE
from dashboard.published.schema import RELEASES
from dashboard.web import plain

ZIP = "release.zip"
"""Under /data/current/, the zip of the release on show, whatever its id."""

REFERENCE_FILES = ("populations.csv", "call_types.yaml")
"""Files of data/reference that the methods page offers."""

MEDIA_TYPES = {
    ".csv": "text/csv; charset=utf-8; header=present",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".png": "image/png",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".svg": "image/svg+xml",
    ".xml": "application/atom+xml; charset=utf-8",
    ".yaml": "application/yaml; charset=utf-8",
}
SAVED = (".csv", ".parquet", ".zip")
FOREVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Content-Disposition",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match",
    "Access-Control-Max-Age": "86400",
}

METHODS = ["GET", "HEAD", "OPTIONS"]
Answer = Callable[[Request], Response]


def opened(answer: Answer) -> Answer:
    """Scripts of any site may read the answer."""

    def endpoint(request: Request) -> Response:
        if request.method == "OPTIONS":
            return Response(status_code=204, headers=OPEN | PREFLIGHT)
        response = answer(request)
        response.headers.update(OPEN)
        return response

    return endpoint


def _listing(folder: str, name: str) -> Answer:
    """The index, the feed, the corrections: files that grow."""

    def endpoint(request: Request) -> Response:
        try:
            content = files.plain(paths.data_dir() / folder / name)
        except OSError:
            return unknown()
        return answer_with(request, name, name, content, ASK_AGAIN)

    return endpoint


def _reference(request: Request) -> Response:
    """What rates divide by and what calls are sorted by."""
    name = request.path_params["file"]
    if name not in REFERENCE_FILES:
        return unknown()
    return answer_with(request, name, name, (REFERENCE / name).read_bytes(), ASK_AGAIN)


def _released(request: Request) -> Response:
    """A file of a release; 410 with the reason when the release was withdrawn."""
    releases = paths.data_dir() / RELEASES
    entry = index.known(releases).get(request.path_params["release"])
    if entry is None:
        return unknown()
    if entry.withdrawn or (releases / entry.id / files.WITHDRAWN).exists():
        return gone(releases / entry.id, entry)
    name = request.path_params["file"]
    try:
        content = _content(releases / entry.id, entry, name)
    except ReleaseError:
        return unknown()
    saved_as = name if name.endswith(".zip") else f"{entry.id}-{name}"
    return unknown() if content is None else answer_with(request, name, saved_as, content, FOREVER)


def _current(request: Request) -> Response:
    """To the file of the release on show."""
    release, name = published.release(), request.path_params["file"]
    if release is None:
        return unknown()
    entry = index.known(release.folder.parent).get(release.id)
    name = _zip(release.id) if name == ZIP else name
    if entry is None or name not in _names(release.folder, entry):
        return unknown()
    return RedirectResponse(f"/data/{RELEASES}/{release.id}/{name}", 307, {"Cache-Control": "no-store"})


def _content(folder: Path, entry: Entry, name: str) -> bytes | None:
    """The bytes; None for a name that is not listed. Raises ReleaseError for a file that is not as published."""
    if name not in _names(folder, entry):
        return None
    if name == _zip(entry.id):
        return _archive(folder, entry, files.stamp(folder))
    whole = files.listed(folder, entry.checksums_sha256)
    return files.plain(folder / name) if name == files.CHECKSUMS else files.one(folder, name, whole[name])


def _names(folder: Path, entry: Entry) -> set[str]:
    try:
        return {files.CHECKSUMS, _zip(entry.id), *files.listed(folder, entry.checksums_sha256)}
    except ReleaseError:
        return set()


@lru_cache(maxsize=4)
def _archive(folder: Path, entry: Entry, _: object) -> bytes:
    """Made when asked for: kept in the folder, it would hold every figure a second time."""
    return files.archive(files.every(folder, entry.checksums_sha256), entry.id)


def _zip(release_id: str) -> str:
    return f"{release_id}.zip"


def answer_with(request: Request, name: str, saved_as: str, content: bytes, cache: str) -> Response:
    """A file with its strong ETag; 304 for who has it."""
    suffix = Path(name).suffix
    tag = f'"{files.digest(content)}"'
    kept = {"ETag": tag, "Cache-Control": cache}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=kept)
    how = "attachment" if suffix in SAVED else "inline"
    headers = {**kept, "Content-Disposition": f'{how}; filename="{saved_as}"', "Content-Type": MEDIA_TYPES[suffix]}
    return Response(content, headers=headers)


def _has(asked: str, tag: str) -> bool:
    tags = [part.strip().removeprefix("W/") for part in asked.split(",")]
    return tag in tags or "*" in tags


def gone(folder: Path, entry: Entry) -> Response:
    """The tombstone; the index's own entry while it cannot be read."""
    try:
        content = files.plain(folder / files.WITHDRAWN)
    except OSError:
        content = entry.model_dump_json(indent=1).encode()
    return Response(content, 410, {"Cache-Control": "no-store"}, "application/json")


def unknown(_: Request | None = None) -> Response:
    """Streamlit would answer an address that no route takes."""
    return plain.notice("not_found", 404)


ROUTES = [
    Route(path, opened(answer), methods=METHODS)
    for path, answer in {
        f"/data/{RELEASES}/{index.INDEX}": _listing(RELEASES, index.INDEX),
        f"/data/{RELEASES}/{index.FEED}": _listing(RELEASES, index.FEED),
        f"/data/{index.CORRECTIONS}": _listing("", index.CORRECTIONS),
        f"/data/{RELEASES}/{{release}}/{{file}}": _released,
        "/data/current/{file}": _current,
        "/data/reference/{file}": _reference,
        "/data": unknown,
        "/data/{rest:path}": unknown,
    }.items()
]
