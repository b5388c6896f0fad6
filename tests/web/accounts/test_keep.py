"""Keeping work: the link, the file, and merging in any order."""

import itertools
import json
import re
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from learning_acts import answer, log

from quorate.web.accounts.models import Learner
from quorate.web.learning.models import EvidenceRow, Plan

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
PLAN = {"action": "make", "path": "new-graduate", "start": "2030-01-07", "hours_0": "4"}


def make_link(client: Client) -> str:
    html = client.post("/keep", {"action": "make"}).content.decode()
    return re.search(r"/keep/([A-Za-z0-9_-]{32})", html)[1]


def export(client: Client) -> dict:
    response = client.get("/keep/file")
    assert "attachment" in response["Content-Disposition"]
    return json.loads(response.content)


def take_in(client: Client, document: object) -> object:
    body = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post("/keep/import", {"file": SimpleUploadedFile("work.json", body)})


def test_the_link_opens_the_same_row_on_another_device(client: Client) -> None:
    answer(client, "t-see")
    path = f"/keep/{make_link(client)}"
    other = Client()
    assert 200 == other.get(path).status_code
    assert 1 == Learner.objects.count()
    assert "/today" == other.post(path)["Location"]
    assert b"feedback right" in other.get("/laws/shared-fate").content
    assert 1 == Learner.objects.count()


def test_reading_the_link_signs_nobody_in(client: Client) -> None:
    path = f"/keep/{make_link(client)}"
    other = Client()
    other.get(path)
    assert "sessionid" not in other.cookies
    assert "quorate_session" not in other.cookies


def test_the_secret_is_shown_once_and_not_stored(client: Client) -> None:
    secret = make_link(client)
    assert secret not in client.get("/keep").content.decode()
    assert secret not in str(list(Learner.objects.values_list()))


def test_the_page_with_the_secret_is_never_cached_nor_sent_as_referrer(client: Client) -> None:
    response = client.post("/keep", {"action": "make"})
    assert "no-store" == response["Cache-Control"]
    assert "no-referrer" == response["Referrer-Policy"]


@pytest.mark.parametrize("action", ["make", "revoke"])
def test_a_replaced_or_revoked_link_works_no_more(client: Client, action: str) -> None:
    path = f"/keep/{make_link(client)}"
    client.post("/keep", {"action": action})
    assert 404 == Client().get(path).status_code
    assert 404 == Client().post(path).status_code


def test_signing_out_elsewhere_ends_other_sessions_only(client: Client) -> None:
    answer(client, "t-see")
    other = Client()
    other.post(f"/keep/{make_link(client)}")
    client.post("/keep", {"action": "sign-out-elsewhere"})
    assert b"feedback right" in client.get("/laws/shared-fate").content
    assert b"feedback right" not in other.get("/laws/shared-fate").content


def test_what_was_done_here_can_be_brought_along(client: Client) -> None:
    answer(client, "t-see")
    path = f"/keep/{make_link(client)}"
    other = Client()
    answer(other, "t-run")
    assert b"bring" in other.get(path).content
    other.post(path, {"bring": "yes"})
    html = other.get("/laws/shared-fate").content.decode()
    assert 2 == html.count("feedback right")


def test_the_file_holds_everything_and_comes_back_whole(client: Client) -> None:
    client.post("/settings", {"theme": "dark", "zone": "Asia/Tokyo", "hours_2": "1.5"})
    for item_id in ("t-guess", "t-see"):
        answer(client, item_id)
    client.post("/plan", PLAN)
    document = export(client)
    fresh = Client()
    assert 303 == take_in(fresh, document).status_code
    parts = export(fresh)["parts"]
    mine = document["parts"]
    for each in (*mine["evidence"], *parts["evidence"]):
        each["event"].pop("learner")
    assert mine == parts


def test_importing_twice_changes_nothing(client: Client) -> None:
    answer(client, "t-see")
    document = export(client)
    for _ in range(2):
        take_in(client, document)
    assert [("t-see", "right")] == log()
    assert "Everything in the file was here already" in client.get("/keep").content.decode()


def test_the_order_of_imports_does_not_matter(client: Client, later: Callable[..., None]) -> None:
    documents = []
    for item_id, pace in (("t-see", "fast"), ("t-run", "regular"), ("t-prove", "thorough")):
        later(minutes=1)
        one = Client()
        answer(one, item_id)
        one.post("/plan", {**PLAN, "pace": pace})
        one.post("/settings", {"theme": "dark", "zone": "UTC", "name": item_id})
        documents.append(export(one))
    states = set()
    for order in itertools.permutations(documents):
        fresh = Client()
        for document in order:
            take_in(fresh, document)
        parts = export(fresh)["parts"]
        for each in parts["evidence"]:
            each["event"].pop("learner")
        states.add(json.dumps(parts, sort_keys=True))
    assert 1 == len(states)
    assert '"name": "t-prove"' in next(iter(states))
    assert '"pace": "thorough"' in next(iter(states))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        [],
        {"quorate_export": 2, "parts": {}},
        {"quorate_export": 1},
        {"quorate_export": 1, "parts": {"evidence": 5}},
        {"quorate_export": 1, "parts": {"evidence": [{"event": {"event_id": "x"}}]}},
        {"quorate_export": 1, "parts": {"evidence": [None]}},
        {"quorate_export": 1, "parts": {"plans": [{"path": "x"}]}},
        {"quorate_export": 1, "parts": {"settings": {"theme": "pink"}}},
    ],
)
def test_a_file_that_is_no_export_is_refused_whole(client: Client, document: object) -> None:
    response = take_in(client, document)
    assert 400 == response.status_code
    assert "Nothing was imported" in response.content.decode()
    assert 0 == Learner.objects.count()


def test_one_bad_record_refuses_the_file_and_names_its_place(client: Client) -> None:
    answer(client, "t-see")
    document = export(client)
    bad = json.loads(json.dumps(document["parts"]["evidence"][0]))
    bad["event"]["outcome"] = "splendid"
    document["parts"]["evidence"].append(bad)
    fresh = Client()
    html = take_in(fresh, document).content.decode()
    assert "evidence[1]" in html
    assert 1 == EvidenceRow.objects.count()


def test_nothing_to_export_leads_to_the_page_that_says_so(client: Client) -> None:
    assert "/keep" == client.get("/keep/file")["Location"]


def test_deleting_asks_once_and_leaves_nothing(client: Client) -> None:
    answer(client, "t-see")
    client.post("/plan", PLAN)
    assert 400 == client.post("/settings/delete", {"confirm": "no"}).status_code
    assert 1 == Learner.objects.count()
    client.post("/settings/delete", {"confirm": "delete"})
    assert (0, 0, 0) == (
        Learner.objects.count(),
        EvidenceRow.objects.count(),
        Plan.objects.count(),
    )
    assert b"feedback right" not in client.get("/laws/shared-fate").content
