"""Open data over HTTP: what is served, how it is marked, and what is never served."""

import io
import json
import os
import re
import shutil
import socket
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import httpx
import pytest

from dashboard.published import files, live, read
from dashboard.published.places import REFERENCE
from dashboard.published.schema import PACKAGE, TABLES
from dashboard.release.publish import publish, use, withdraw
from tests.published.releases import contents, put, spoil
from tests.support import Site, serving

pytestmark = pytest.mark.whole

DAY = date(2026, 11, 24)
CITY = "category-month.csv"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("root") / "data"


@pytest.fixture(scope="module")
def ids(root: Path) -> dict[str, str]:
    """Published in this order; the last one is on show."""
    made = {"demo": put(root, "demo").name}
    made |= {name: put(root, number=number).name for name, number in [("gone", 40), ("first", 60), ("last", 80)]}
    withdraw(root, made["gone"], "Wrong <areas>", DAY)
    (root / "corrections.yaml").write_text("# none yet\n")
    (root / "reports").mkdir()
    (root / "reports" / "build.json").write_text("secret")
    (root / "secret.txt").write_text("secret")
    folder = root / "releases" / made["last"]
    for hidden in (folder / ".hidden.csv", folder / "notes.csv", root / "releases" / ".building-x.csv"):
        hidden.write_text("secret")
    (folder / "link.csv").symlink_to(root / "secret.txt")
    (root / "releases" / "city-2026-09-00000000").mkdir()
    (root / "releases" / "city-2026-09-00000000" / CITY).write_text("secret")
    return made


@pytest.fixture(scope="module")
def open_data(root: Path, ids: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with serving(tmp_path_factory.mktemp("site"), DATA_DIR=str(root)) as running:
        yield running


TYPES = {
    PACKAGE: "application/json",
    CITY: "text/csv; charset=utf-8; header=present",
    "category-month.parquet": "application/vnd.apache.parquet",
    "METHOD.md": "text/markdown; charset=utf-8",
    "LICENSE.txt": "text/plain; charset=utf-8",
    "changes.json": "application/json",
    "checksums.txt": "text/plain; charset=utf-8",
}


@pytest.mark.parametrize("which", ["demo", "first", "last"])
@pytest.mark.parametrize("name", [*TYPES, *(table.file for table in TABLES), *map(files.parquet, TABLES)])
def test_every_file_of_every_release_is_served_as_it_is(
    open_data: Site, root: Path, ids: dict[str, str], which: str, name: str
) -> None:
    answer = open_data.get(f"/data/releases/{ids[which]}/{name}")
    content = (root / "releases" / ids[which] / name).read_bytes()
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["etag"] == f'"{files.digest(content)}"'
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["x-content-type-options"] == "nosniff"
    if name in TYPES:
        assert answer.headers["content-type"] == TYPES[name]
    how, _, saved_as = answer.headers["content-disposition"].partition("; ")
    assert how == ("attachment" if name.endswith((".csv", ".parquet")) else "inline")
    assert saved_as == f'filename="{ids[which]}-{name}"'


def test_the_zip_is_the_release(open_data: Site, root: Path, ids: dict[str, str]) -> None:
    path = f"/data/releases/{ids['first']}/{ids['first']}.zip"
    answer = open_data.get(path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.content == open_data.get(path).content
    with zipfile.ZipFile(io.BytesIO(answer.content)) as opened:
        held = {Path(name).name: opened.read(name) for name in opened.namelist()}
    assert held == files.every(root / "releases" / ids["first"], None)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("releases/index.json", "application/json"),
        ("releases/feed.xml", "application/atom+xml; charset=utf-8"),
        ("corrections.yaml", "application/yaml; charset=utf-8"),
    ],
)
def test_the_lists_are_asked_for_again_each_time(open_data: Site, root: Path, path: str, kind: str) -> None:
    answer = open_data.get(f"/data/{path}")
    assert answer.content == (root / path).read_bytes()
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == "no-cache"
    assert open_data.get(f"/data/{path}", headers={"if-none-match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("name", [CITY, PACKAGE, "category-month.parquet", "checksums.txt"])
def test_current_leads_to_the_release_on_show(open_data: Site, ids: dict[str, str], name: str) -> None:
    answer = open_data.get(f"/data/current/{name}")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"/data/releases/{ids['last']}/{name}"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"


def test_the_zip_on_show_has_an_address_that_lasts(open_data: Site, ids: dict[str, str]) -> None:
    answer = open_data.get("/data/current/release.zip", follow_redirects=True)
    assert answer.url.path.endswith(f"/{ids['last']}.zip")
    assert answer.content[:2] == b"PK"


@pytest.mark.parametrize(
    ("asked", "status"),
    [("{}", 304), ("W/{}", 304), ('"x", {}', 304), ("*", 304), ('"x"', 200), ("", 200), ('{}"', 200)],
)
def test_what_the_reader_has_is_not_sent_again(open_data: Site, ids: dict[str, str], asked: str, status: int) -> None:
    path = f"/data/releases/{ids['last']}/{CITY}"
    tag = open_data.get(path).headers["etag"]
    answer = open_data.get(path, headers={"if-none-match": asked.format(tag)})
    assert answer.status_code == status
    assert answer.headers["etag"] == tag
    assert (answer.content == b"") == (status == 304)


def test_head_is_get_without_the_body(open_data: Site, ids: dict[str, str]) -> None:
    path = f"{open_data.url}/data/releases/{ids['last']}/{CITY}"
    head, got = httpx.head(path), httpx.get(path)
    assert head.content == b""
    for name in ("etag", "content-length", "content-type", "access-control-allow-origin"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("path", "open_to_all"),
    [("/data/releases/index.json", True), ("/data/current/category-month.csv", True), ("/", False),
     ("/guide/en/", False), ("/healthz", False), ("/database", False)],
)  # fmt: skip
def test_other_sites_may_read_open_data_only(open_data: Site, path: str, open_to_all: bool) -> None:
    asks = {"origin": "https://example.org", "access-control-request-method": "GET"}
    answer = httpx.options(open_data.url + path, headers=asks)
    assert (answer.status_code == 204) == open_to_all
    for given in (answer, open_data.get(path, headers={"origin": "https://example.org"})):
        assert given.headers.get("access-control-allow-origin") == ("*" if open_to_all else None)
    if open_to_all:
        assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
        assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_nothing_can_be_written(open_data: Site, ids: dict[str, str], method: str) -> None:
    answer = httpx.request(method, f"{open_data.url}/data/releases/{ids['last']}/{CITY}")
    assert answer.status_code == 405
    assert 'href="tel:911"' in answer.text


HIDDEN = [
    "/data", "/data/", "/data/releases", "/data/releases/", "/data/current", "/data/secret.txt",
    "/data/reports/build.json", "/data/reference/rule.yaml", "/data/releases/{last}", "/data/releases/{last}/",
    "/data/releases/{last}/notes.csv", "/data/releases/{last}/.hidden.csv", "/data/releases/{last}/link.csv",
    "/data/releases/{last}/withdrawn.json", "/data/releases/{last}/{first}.zip", "/data/releases/{last}/release.zip",
    "/data/releases/.building-x.csv", "/data/releases/city-2026-09-00000000/category-month.csv",
    "/data/releases/nothing/category-month.csv", "/data/releases/{last}/../../secret.txt",
    "/data/releases/{last}/%2e%2e/%2e%2e/secret.txt", "/data/releases/{last}/%2e%2e%2f%2e%2e%2fsecret.txt",
    "/data/releases/{last}/..%5c..%5csecret.txt", "/data/releases/%2e%2e/secret.txt",
    "/data/releases/{last}/%252e%252e%252fsecret.txt", "/data/releases//etc/passwd",
    "/data/releases/{last}//etc/passwd",
    "/data/current/secret.txt", "/data/current/..%2f..%2fsecret.txt", "/data/current/notes.csv",
    "/data/releases/{last}/category-month.csv%00", "/data/releases/{last}/CATEGORY-MONTH.CSV",
    "/data/corrections.yaml/",
]  # fmt: skip


@pytest.mark.parametrize("path", HIDDEN)
def test_nothing_else_is_served(open_data: Site, ids: dict[str, str], path: str) -> None:
    """Sent as written: a client would tidy the path."""
    host, port = open_data.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(f"GET {path.format(**ids)} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    assert re.match(r"HTTP/1\.1 404 ", answer)
    assert 'href="tel:911"' in answer
    assert "secret" not in answer.partition("\r\n\r\n")[2]


def test_a_withdrawn_release_is_gone_and_says_why(open_data: Site, ids: dict[str, str]) -> None:
    for name in (CITY, PACKAGE, "anything", f"{ids['gone']}.zip"):
        answer = open_data.get(f"/data/releases/{ids['gone']}/{name}")
        assert answer.status_code == 410
        assert answer.json()["withdrawn"] == {"date": "2026-11-24", "reason": "Wrong <areas>"}
        assert answer.headers["content-type"] == "application/json"
        assert answer.headers["cache-control"] == "no-store"


def test_the_log_names_no_release(open_data: Site, ids: dict[str, str]) -> None:
    open_data.get(f"/data/releases/{ids['first']}/{CITY}")
    assert re.search(r"GET /data 200 \d+ms", open_data.log())
    assert ids["first"] not in open_data.log()


def test_health_tells_how_fresh_and_how_whole(open_data: Site, ids: dict[str, str]) -> None:
    health = open_data.get("/healthz").json()
    assert health["release"] == ids["last"]
    assert health["release_month"] == "2026-09"
    assert health["release_days_behind"] >= 0
    assert health["release_problems"] == []
    assert health["releases"] == {ids[name]: "withdrawn" if name == "gone" else "ok" for name in ids}


def settled(site: Site, release: str) -> dict[str, object]:
    """The site looks at its data once a second: ask until it shows the release."""
    with httpx.Client(base_url=site.url, timeout=20) as client:
        for _ in range(10_000):
            health: dict[str, object] = client.get("/healthz").json()
            if health["release"] == release:
                return health
    raise AssertionError(health)


def test_a_spoilt_file_is_not_served_and_the_release_before_takes_its_place(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first, last = put(data, number=60), put(data, number=80)
    with serving(tmp_path, DATA_DIR=str(data)) as site:
        assert site.get(f"/data/releases/{last.name}/{CITY}").status_code == 200
        was = (last / CITY).stat()
        spoil(last / CITY)
        os.utime(last / CITY, ns=(was.st_atime_ns, was.st_mtime_ns))
        assert site.get(f"/data/releases/{last.name}/{CITY}").status_code == 404
        assert site.get(f"/data/releases/{last.name}/{last.name}.zip").status_code == 404
        assert site.get(f"/data/releases/{last.name}/{PACKAGE}").status_code == 200
        health = settled(site, first.name)
        assert CITY in health["releases"][last.name]  # type: ignore[index]
        assert CITY in health["release_problems"][0]  # type: ignore[index]
        assert str(tmp_path) not in json.dumps(health)
        assert site.get(f"/data/current/{CITY}").headers["location"] == f"/data/releases/{first.name}/{CITY}"
        spoil(last / CITY)
        assert settled(site, last.name)["release_problems"] == []
        assert site.get(f"/data/releases/{last.name}/{CITY}").status_code == 200


def test_publishing_using_and_withdrawing_need_no_restart(tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = put(data, number=60).name
    with serving(tmp_path, DATA_DIR=str(data)) as site:
        assert site.get(f"/data/current/{CITY}").headers["location"].split("/")[3] == first
        last, held = contents()
        publish(data, last, held)
        settled(site, last)
        use(data, first)
        settled(site, first)
        use(data, last)
        settled(site, last)
        withdraw(data, last, "A mistake", DAY)
        assert site.get(f"/data/releases/{last}/{CITY}").status_code == 410
        settled(site, first)
        withdraw(data, first, "A mistake too", DAY)
        health = settled(site, None)  # type: ignore[arg-type]
        assert "was withdrawn" in health["release_problems"][0]  # type: ignore[index]
        assert site.get(f"/data/current/{CITY}").status_code == 404
        assert site.get("/calls").status_code == 200


def test_a_link_in_place_of_a_list_is_not_followed(tmp_path: Path) -> None:
    data = tmp_path / "data"
    put(data)
    (tmp_path / "secret").write_text("secret")
    for name in ("corrections.yaml", "releases/feed.xml", "releases/index.json"):
        (data / name).unlink(missing_ok=True)
        (data / name).symlink_to(tmp_path / "secret")
    with serving(tmp_path, DATA_DIR=str(data)) as site:
        for name in ("corrections.yaml", "releases/feed.xml", "releases/index.json"):
            assert site.get(f"/data/{name}").status_code == 404
        assert "index.json" in site.get("/healthz").json()["releases"]


def test_without_data_there_is_nothing_and_no_failure(tmp_path: Path) -> None:
    with serving(tmp_path, DATA_DIR=str(tmp_path / "none")) as site:
        for path in ("releases/index.json", "releases/feed.xml", "corrections.yaml", f"current/{CITY}"):
            assert site.get(f"/data/{path}").status_code == 404
        assert site.get("/healthz").json()["releases"] == {}


@pytest.mark.parametrize(
    ("until", "today", "behind"),
    [
        (None, date(2026, 9, 30), 0),
        (None, date(2026, 11, 24), 55),
        (date(2026, 11, 22), date(2026, 11, 24), 2),
        (date(2026, 9, 30), date(2026, 11, 24), 55),
    ],
)
def test_days_behind_count_from_the_newest_day_that_is_known(
    tmp_path: Path, until: date | None, today: date, behind: int
) -> None:
    publish(tmp_path, *contents(), until)
    assert live.freshness(read.current(tmp_path), today) == live.Freshness("2026-09", behind)


def test_the_reader_falls_back_while_it_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "LOOK_EVERY", 0)
    first, last = put(tmp_path, number=60), put(tmp_path, number=80)
    watching = live.Live(tmp_path)
    assert (watching.release() or first).id == last.name  # type: ignore[union-attr]
    shutil.rmtree(last)
    shown = watching.release()
    assert shown is not None
    assert shown.id == first.name
    shutil.rmtree(first)
    kept = watching.release()
    assert kept is not None
    assert kept.id == first.name
    assert watching.problems


@pytest.mark.parametrize("name", ["populations.csv", "call_types.yaml"])
def test_what_rates_divide_by_and_calls_are_sorted_by_can_be_had(site: Site, name: str) -> None:
    answer = site.get(f"/data/reference/{name}")
    assert answer.content == (REFERENCE / name).read_bytes()
    assert site.get(f"/data/reference/{name}", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert site.get("/data/reference/rule.yaml").status_code == 404
