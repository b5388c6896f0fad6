"""Around every page: headers, caching, cross-site writes, static files, errors, health."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client, RequestFactory
from learning_acts import answer

from quorate import __version__
from quorate.web import static_files
from quorate.web.content import site
from quorate.web.learning import lesson_pages
from quorate.web.middleware import crosses_sites

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
FORM = {"theme": "dark", "zone": "UTC"}


def test_health_names_version_database_and_content(client: Client) -> None:
    state = client.get("/healthz").json()
    assert {
        "status": "ok",
        "version": __version__,
        "database": "ok",
        "content": site().content_hash,
    } == state


def test_no_page_allows_scripts_from_elsewhere_or_inline(client: Client) -> None:
    policy = client.get("/today")["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy


@pytest.mark.parametrize("name", ["X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options"])
@pytest.mark.parametrize("path", ["/today", "/nothing", "/healthz"])
def test_every_answer_carries_the_headers(client: Client, path: str, name: str) -> None:
    assert client.get(path)[name]


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/page"},
        {"Origin": "https://testserver"},
    ],
)
def test_a_write_that_another_site_caused_is_refused(client: Client, headers: dict) -> None:
    response = client.post("/settings", FORM, headers=headers)
    assert 403 == response.status_code
    assert "another site" in response.content.decode()
    assert {} == dict(response.cookies)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": "http://testserver"},
        {"Referer": "http://testserver/settings"},
    ],
)
def test_our_own_forms_are_taken(client: Client, headers: dict) -> None:
    assert 303 == client.post("/settings", FORM, headers=headers).status_code


def test_reading_from_elsewhere_is_allowed(rf: RequestFactory) -> None:
    assert crosses_sites(rf.get("/", headers={"Sec-Fetch-Site": "cross-site"}))
    assert 200 == Client().get("/today", headers={"Sec-Fetch-Site": "cross-site"}).status_code


def test_a_page_seen_before_is_not_sent_again(client: Client) -> None:
    first = client.get("/laws/shared-fate")
    again = client.get("/laws/shared-fate", headers={"If-None-Match": first["ETag"]})
    assert (304, b"") == (again.status_code, again.content)


def test_a_page_changes_its_tag_with_what_the_learner_did(guest: Client) -> None:
    before = guest.get("/laws/shared-fate")
    assert "private, no-cache" == before["Cache-Control"]

    answer(guest, "t-see")
    after = guest.get("/laws/shared-fate", headers={"If-None-Match": before["ETag"]})
    assert 200 == after.status_code


def test_pages_are_compressed_for_those_who_take_it(client: Client) -> None:
    plain = client.get("/laws/shared-fate")
    packed = client.get("/laws/shared-fate", headers={"Accept-Encoding": "br, gzip"})
    assert "gzip" == packed["Content-Encoding"]
    assert plain.content == gzip.decompress(packed.content)
    refused = client.get("/laws/shared-fate", headers={"Accept-Encoding": "gzip;q=0"})
    assert "Content-Encoding" not in refused


def test_css_of_the_source_is_kept_for_ever_under_its_hash(client: Client) -> None:
    address = static_files.asset("css/base.css")
    response = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert "text/css; charset=utf-8" == response["Content-Type"]
    assert static_files.FOR_EVER == response["Cache-Control"]
    assert "gzip" == response["Content-Encoding"]
    assert static_files.SHORT == client.get("/static/css/base.css")["Cache-Control"]
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert 304 == again.status_code


@pytest.mark.parametrize(
    "name",
    [
        "../settings.py",
        "css/../../settings.py",
        "css//base.css",
        ".hidden",
        "css",
        "css/",
        "x" * 5000,
    ],
)
def test_nothing_outside_the_folder_is_served(client: Client, name: str) -> None:
    assert 404 == client.get(f"/static/{name}").status_code


def test_only_what_the_frame_loads_may_be_read_across_origins(
    client: Client, tmp_path: Path
) -> None:
    before = settings.STATIC_ROOT
    (tmp_path / "dist").mkdir()
    (tmp_path / "css").mkdir()
    (tmp_path / "css/a.css").write_text("a{}")
    (tmp_path / "dist/lab-worker-1.js").write_text("1")
    (tmp_path / "dist/lab-frame-1.html").write_text("<script src=__STATIC__x.js></script>")
    (tmp_path / "dist/big-1.wasm").write_bytes(b"\0" * 1_200_000)
    (tmp_path / "dist/big-1.wasm.gz").write_bytes(gzip.compress(b"\0" * 1_200_000))
    settings.STATIC_ROOT = tmp_path
    try:
        worker = client.get("/static/dist/lab-worker-1.js")
        assert "*" == worker["Access-Control-Allow-Origin"]
        assert static_files.FOR_EVER == worker["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in client.get("/static/css/a.css")
        frame = client.get("/static/dist/lab-frame-1.html")
        assert b"<script src=/static/dist/x.js></script>" == frame.content
        assert frame["Content-Security-Policy"].startswith("sandbox allow-scripts;")
        assert "frame-ancestors http://testserver" in frame["Content-Security-Policy"]
        assert "X-Frame-Options" not in frame
        big = client.get("/static/dist/big-1.wasm", headers={"Accept-Encoding": "gzip"})
        assert "application/wasm" == big["Content-Type"]
        assert 1_200_000 == len(gzip.decompress(big.getvalue()))
        assert 1_200_000 == len(client.get("/static/dist/big-1.wasm").getvalue())
        assert 404 == client.get("/static/dist/big-1.wasm.gz").status_code
    finally:
        settings.STATIC_ROOT = before


def test_a_host_that_is_not_ours_gets_400_with_a_remedy(client: Client) -> None:
    response = client.get("/today", headers={"Host": "evil.example"})
    assert 400 == response.status_code
    assert "ALLOWED_HOSTS" in response.content.decode()


def test_a_body_too_large_is_413(client: Client) -> None:
    body = b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    response = client.generic("POST", "/items/t-see/answer", body, content_type="application/json")
    assert 413 == response.status_code


def test_a_failure_of_ours_is_one_page_without_a_traceback(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the inner secret")

    monkeypatch.setattr("quorate.web.learning.today.learner_of", broken)
    client.raise_request_exception = False
    response = client.get("/today")
    assert 500 == response.status_code
    assert "inner secret" not in response.content.decode()
    assert "Something broke on our side" in response.content.decode()


def test_a_page_for_nobody_is_rendered_once_and_kept_for_the_next(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendered = []
    real = lesson_pages.lesson_html
    monkeypatch.setattr(
        lesson_pages, "lesson_html", lambda *of, **more: rendered.append(1) or real(*of, **more)
    )
    first = client.get("/laws/shared-fate")
    assert first.content == client.get("/laws/shared-fate").content
    assert 1 == len(rendered)
    for query in ("?order=run", ""):  # the choice makes it another page, and is remembered
        assert 'data-order="run' in client.get(f"/laws/shared-fate{query}").content.decode()
    answer(client, "t-see")
    assert "feedback right" in client.get("/laws/shared-fate").content.decode()


def test_what_is_kept_never_holds_a_persons_page(client: Client) -> None:
    answer(client, "t-see")
    assert "feedback right" in client.get("/laws/shared-fate").content.decode()
    client.cookies.clear()
    assert "feedback right" not in client.get("/laws/shared-fate").content.decode()
