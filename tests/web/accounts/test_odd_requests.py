"""Requests that no page of ours sends: each is refused with a sentence, none breaks a page."""

import json

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client, RequestFactory
from learning_acts import answer, log, seed_on_page

from quorate.web.accounts.models import Learner
from quorate.web.requests import Request

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
FORM = "application/x-www-form-urlencoded"
CHARSETS = ["utf-16", "utf-7", "base64", "rot13", "idna", "punycode", "latin-1", "no-such"]


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("text", ["\\ud800", "a\\udfffb", "\\u0000", "4\\u0000"])
@pytest.mark.parametrize("item_id", ["t-guess", "t-see", "t-run"])
def test_an_answer_that_is_no_text_is_refused(client: Client, item_id: str, text: str) -> None:
    seed = seed_on_page(client, item_id)
    body = f'{{"seed": {seed}, "answer": ["{text}"]}}'
    response = client.post(f"/items/{item_id}/answer", body, content_type="application/json")
    assert 400 == response.status_code
    assert [] == log()


@pytest.mark.parametrize("value", [{}, [[]], [[["1"]]], None, [None]])
def test_an_answer_of_another_shape_is_refused(client: Client, value: object) -> None:
    body = json.dumps({"seed": seed_on_page(client, "t-guess"), "answer": value})
    response = client.post("/items/t-guess/answer", body, content_type="application/json")
    assert 400 == response.status_code
    assert [] == log()


def test_nul_in_a_form_is_refused(client: Client) -> None:
    assert 400 == answer(client, "t-guess", answer="4\0").status_code
    assert [] == log()


@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("path", ["/items/t-guess/answer", "/settings", "/plan", "/keep"])
def test_a_form_in_another_charset_is_refused(client: Client, path: str, charset: str) -> None:
    kind = f"{FORM}; charset={charset}"
    response = client.generic("POST", path, b"seed=1&name=+2AA-&action=make", kind)
    assert 400 == response.status_code
    assert "UTF-8" in response.content.decode()
    assert 0 == Learner.objects.count()


@pytest.mark.parametrize("charset", [*CHARSETS, "\0"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_is_not_read_by_a_charset_of_the_body(method: str, charset: str) -> None:
    """Through the server's own handler: the query is read before any middleware is asked."""
    handler = WSGIHandler()
    handler.request_class = Request
    asked = RequestFactory().generic(method, "/start?goal=%ff").environ
    asked |= {"CONTENT_TYPE": f"{FORM}; charset={charset}", "SERVER_NAME": "localhost"}
    statuses: list[str] = []
    handler(asked, lambda status, _headers: statuses.append(status))
    assert ["400 Bad Request"] == statuses


@pytest.mark.parametrize("charset", ["utf-8", "UTF-8", '"utf-8"'])
def test_utf_8_by_any_name_is_taken(client: Client, charset: str) -> None:
    kind = f"{FORM}; charset={charset}"
    body = "theme=dark&zone=UTC&name=Zo%C3%AB"
    assert 303 == client.post("/settings", body, content_type=kind).status_code
    assert ["Zoë"] == list(Learner.objects.values_list("name", flat=True))


@pytest.mark.parametrize("name", ["Origin", "Referer"])
@pytest.mark.parametrize("value", ["http://[::bad", "http://[", "null", "//", "http://[::1]x"])
def test_an_origin_that_is_no_address_is_another_site(
    client: Client, name: str, value: str
) -> None:
    response = client.post("/settings", {"theme": "dark", "zone": "UTC"}, headers={name: value})
    assert 403 == response.status_code
    assert 0 == Learner.objects.count()


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Ada\0 Lovelace", "Ada Lovelace"),
        ("\u202eecalevoL\u202c Ada", "ecalevoL Ada"),
        ("A\u2066d\u2069a\u200f\x07\x9b", "Ada"),
        ("Ada\r\n\tLovelace", "Ada Lovelace"),
        ("\u202e\0", ""),
        ("نگار\u200cه", "نگار\u200cه"),
        ("👩\u200d🔬", "👩\u200d🔬"),
    ],
)
def test_a_name_keeps_what_can_be_seen(client: Client, given: str, kept: str) -> None:
    client.post("/settings", {"theme": "dark", "zone": "UTC", "name": given})
    assert [kept] == list(Learner.objects.values_list("name", flat=True))
    assert 200 == client.get("/settings").status_code


def test_no_goal_is_answered_with_two_full_stops(client: Client) -> None:
    html = client.get("/start?goal=design").content.decode()
    lead = html.split('<p class="lead">', 1)[1].split("</p>", 1)[0]
    assert lead.endswith(".")
    assert ".." not in lead
