"""Every address, walked by everybody: visitor, guest, wrong person, wrong id, wrong method, bad body."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]

# What a parameter can be: one that exists (in the fixture course), and some that never do.
GOOD = {
    "unit_id": "shared-fate",
    "item_id": "t-see",
    "slug": "manager",
    "concept_id": "common-cause",
    "secret": "x" * 32,
    "name": "css/base.css",
    "run_id": "01HF0000000000000000000000",
    "lab": "place-replicas",
    "path": "nothing.svg",
    "step": "racks",
}
BAD = [
    "no-such-thing",
    "..%2f..%2fetc%2fpasswd",
    "%00",
    "a" * 300,
    "<script>alert(1)</script>",
    "ä",
]
NAMES = {
    "home", "paths", "path", "today", "goal", "plan", "practice", "library", "unit", "lesson",
    "exam", "concept", "search", "profile", "settings", "keep", "design", "healthz", "answer",
}  # fmt: skip


def addresses(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each, before + str(each.pattern))
        else:
            yield before + str(each.pattern), each


def filled(route: str, pattern: URLPattern, value: str | None) -> str:
    if route.startswith("^"):
        return f"/static/{value or GOOD['name']}"
    for name, converter in pattern.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower()
        kind = {"string": "str"}.get(kind, kind)
        route = route.replace(f"<{kind}:{name}>", value or GOOD[name])
    return f"/{route}"


def every(value: str | None = None) -> list[str]:
    pairs = addresses(get_resolver())
    return sorted({filled(route, pattern, value) for route, pattern in pairs})


def test_the_names_others_rely_on_exist() -> None:
    names = {pattern.name for _, pattern in addresses(get_resolver())}
    assert set() == NAMES - names


@pytest.mark.parametrize("value", [None, *BAD])
@pytest.mark.parametrize("person", ["visitor", "guest"])
def test_no_address_breaks_for_anybody(
    request: pytest.FixtureRequest, person: str, value: str | None
) -> None:
    client = request.getfixturevalue("guest") if person == "guest" else Client()
    for path in every(value):
        response = client.get(path)
        assert response.status_code in (200, 301, 302, 303, 400, 404, 405), path
        if response.status_code >= 400:
            assert response["Cache-Control"] == "no-store", path
            assert "<h1>" in response.content.decode(), path
        assert "<script>alert(1)" not in response.getvalue().decode(errors="replace"), path


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_method_that_fits_nowhere_is_405_and_says_what_fits(client: Client, method: str) -> None:
    ours = [path for path in every() if path.startswith(OURS)]
    assert len(ours) > 10
    for path in ours:
        response = getattr(client, method)(path)
        assert 405 == response.status_code, path
        assert response["Allow"], path


OURS = (
    "/laws", "/order", "/items", "/exams", "/start", "/plan", "/today", "/profile", "/sitting",
    "/settings", "/keep", "/healthz", "/static",
)  # fmt: skip
READ_ONLY = ("/today", "/profile", "/sitting", "/start", "/healthz", "/laws/shared-fate")


def test_writing_to_what_is_only_read_is_405(client: Client) -> None:
    assert [405] * len(READ_ONLY) == [client.post(path).status_code for path in READ_ONLY]


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\x00", b"a=" + b"%" * 5000])
@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "multipart/form-data; boundary=x", "nonsense"]
)
def test_a_malformed_body_never_breaks_a_page(client: Client, body: bytes, kind: str) -> None:
    for path in every():
        if path.startswith(OURS):
            response = client.generic("POST", path, body, content_type=kind)
            assert response.status_code < 500, path


def test_json_is_answered_in_json_of_one_shape(client: Client) -> None:
    for path in ("/nothing/here", "/laws/nothing", "/items/nothing/answer", "/keep/nothing"):
        response = client.get(path, headers={"Accept": "application/json"})
        error = response.json()["error"]
        assert ["code", "data", "hint", "message"] == sorted(error)
        assert error["message"]
        assert error["hint"]


def test_another_persons_things_do_not_exist(guest: Client) -> None:
    seed = 5
    assert 404 == Client().get(f"/exams/exam-shared-fate?result={seed}").status_code
    assert 404 == Client().post("/plan", {"action": "stop", "path": "manager"}).status_code
