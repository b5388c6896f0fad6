"""Files that no page of ours gave: refused by record and field, and no page breaks afterwards."""

import json
from copy import deepcopy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from learning_acts import answer

from quorate.web.accounts.models import Learner
from quorate.web.accounts.signing import signed
from quorate.web.learning.models import EvidenceRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]
PLAN = {"action": "make", "path": "new-graduate", "start": "2030-01-07", "hours_0": "4"}
PAGES = (
    "/",
    "/today",
    "/profile",
    "/plan",
    "/plan?edit=1",
    "/plan?path=new-graduate",
    "/laws/shared-fate",
    "/laws/shared-fate?again=t-see",
    "/exams/exam-shared-fate",
    "/settings",
    "/keep",
    "/keep/file",
    "/practice",
    "/paths/new-graduate",
)
Document = dict[str, Any]


@pytest.fixture
def document() -> Document:
    client = Client()
    client.post("/settings", {"theme": "dark", "zone": "Asia/Tokyo", "name": "Ada"})
    answer(client, "t-see")
    client.post("/plan", PLAN)
    found: Document = json.loads(client.get("/keep/file").content)
    return found


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def take_in(client: Client, document: Document, *, trusted: bool) -> Any:
    given = signed(document) if trusted else document
    body = SimpleUploadedFile("work.json", json.dumps(given).encode())
    return client.post("/keep/import", {"file": body})


def put(document: Document, place: str, value: object) -> Document:
    """The document with one value changed, as `evidence.0.event.at`."""
    changed = deepcopy(document)
    *way, last = place.split(".")
    inside: Any = changed["parts"]
    for step in way:
        inside = inside[int(step)] if isinstance(inside, list) else inside[step]
    inside[last] = value
    return changed


TIMES = [
    "9999-12-31T23:59:59-14:00",
    "0001-01-01T00:00:00+14:00",
    "1969-12-31T12:00:00+00:00",
    "2200-02-01T12:00:00Z",
]
TEXTS = ["\ud800", "a\udfffb", "\0", "a\0b"]
HUGE = [2**63, -(2**80), 10**400, 1e300]
REFUSED = [
    *[("evidence.0.event.at", value) for value in TIMES],
    *[
        ("evidence.0.event.study_date", value)
        for value in ("9999-12-31", "0001-01-01", "1969-12-31")
    ],
    *[("evidence.0.event.unit", value) for value in TEXTS],
    *[("evidence.0.event.zone", value) for value in TEXTS],
    *[("evidence.0.event.concepts", [value]) for value in TEXTS],
    *[("evidence.0.answer", value) for value in (*TEXTS, *HUGE, {"\ud800": 1}, {"a": ["\0"]})],
    *[("evidence.0.event.variant_seed", value) for value in HUGE],
    *[("evidence.0.event.hint_level", value) for value in (0.5, *HUGE)],
    *[("evidence.0.event.seconds", value) for value in HUGE],
    ("evidence.0.event.renames", {"a\0": ["b"]}),
    *[
        (f"plans.0.{name}", value)
        for name in ("created_at", "updated_at", "activated_at")
        for value in TIMES
    ],
    *[("plans.0.path", value) for value in TEXTS],
    *[
        (f"plans.0.answers.{name}", value)
        for name in ("goal", "role", "start", "deadline", "pace")
        for value in (5, [], {}, True, "\0", "x" * 41, 2**70)
    ],
    *[
        (f"plans.0.answers.{name}", value)
        for name in ("start", "deadline")
        for value in ("9999-12-31", "0001-01-01", "soon")
    ],
    *[("plans.0.answers.years", value) for value in ("3", [], -1, 1e9, True, {})],
    *[
        ("plans.0.answers.hours", value)
        for value in (
            "4",
            5,
            None,
            {},
            [1] * 6,
            ["1"] * 7,
            [[]] * 7,
            [True] * 7,
            [-1] * 7,
            [2**70] * 7,
        )
    ],
    *[("plans.0.answers.writes_code", value) for value in ("yes", 1, [], {})],
    ("plans.0.answers.more", 1),
    ("plans.0.answers", []),
    *[("settings.changed_at", value) for value in TIMES],
    *[("settings.name", value) for value in TEXTS],
    *[("settings.zone", value) for value in (*TEXTS, 5, [])],
    *[("settings.hours", value) for value in (5, [1], ["x"] * 7, [2**70] * 7, [None] * 7)],
]


@pytest.mark.parametrize(("place", "value"), REFUSED)
def test_what_cannot_be_is_refused_by_its_place(
    client: Client, document: Document, place: str, value: object
) -> None:
    """With a signature: even of what this site once wrote nothing comes back that breaks a page."""
    before = Learner.objects.count()
    response = take_in(client, put(document, place, value), trusted=True)
    html = response.content.decode()
    assert 400 == response.status_code
    part, *steps = place.split(".")
    record = f"{part}[0]" if steps[0] == "0" else part
    assert record in html
    assert steps[-1] in html
    assert "Nothing was imported" in html
    assert before == Learner.objects.count()


KEPT = [
    ("evidence.0.event.zone", "no/zone"),
    ("evidence.0.event.unit", "no-such-unit"),
    ("evidence.0.event.concepts", ["no-such-concept", ""]),
    ("evidence.0.event.item_id", "t-solve"),
    ("evidence.0.event.study_date", "2199-12-31"),
    ("evidence.0.event.study_date", "1970-01-01"),
    ("evidence.0.event.at", "2199-12-31T23:59:59-14:00"),
    ("evidence.0.event.at", "1970-01-02T00:00:00+14:00"),
    ("evidence.0.event.kind", "content-change"),
    ("evidence.0.event.run_hash", "exam:exam-shared-fate:5"),
    *[
        ("evidence.0.answer", value)
        for value in (
            None,
            0,
            1.5,
            True,
            [],
            {},
            [[]],
            [{}],
            {"0": []},
            {"0": {"1": 2}},
            ["0", None],
            "x" * 9000,
            [None] * 99,
        )
    ],
    ("plans.0.path", "no-such-path"),
    ("plans.0.answers", {}),
    ("plans.0.answers.goal", "no-such-goal"),
    ("plans.0.answers.role", "no-such-role"),
    ("plans.0.answers.hours", []),
    ("plans.0.answers.hours", [24] * 7),
    ("plans.0.answers.start", "1970-01-01"),
    ("plans.0.answers.start", "2300-01-01"),
    ("plans.0.answers.deadline", "2300-01-01"),
    ("settings.hours", [""] * 7),
    ("settings.hours", ["1,5"] * 7),
    ("settings.changed_at", "2199-12-31T23:59:59-14:00"),
]


@pytest.mark.parametrize(
    ("place", "value", "trusted"),
    [
        (place, value, trusted)
        for place, value in KEPT
        for trusted in ((True, False) if place.startswith("evidence") else (True,))
    ],
)
def test_what_is_odd_and_kept_breaks_no_page(
    client: Client, document: Document, place: str, value: object, *, trusted: bool
) -> None:
    assert 303 == take_in(client, put(document, place, value), trusted=trusted).status_code
    assert [] == broken_pages(client)
    assert 303 == answer(client, "t-prove").status_code


def broken_pages(client: Client) -> list[tuple[str, int]]:
    """Every page that does not show what it is for; a plan that cannot be laid out is asked for again."""
    broken = []
    for page in PAGES:
        response = client.get(page)
        asked_again = page.startswith("/plan") and "cannot be laid out" in response.content.decode()
        if response.status_code != (400 if asked_again else 200):
            broken.append((page, response.status_code))
    return broken


def test_a_part_of_a_sitting_breaks_no_page(client: Client, document: Document) -> None:
    changed = put(document, "evidence.0.event.kind", "exam")
    for field, value in (("run_hash", "exam:exam-shared-fate:5"), ("variant_seed", 5)):
        changed = put(changed, f"evidence.0.event.{field}", value)
    assert 303 == take_in(client, changed, trusted=True).status_code
    assert 404 == client.get("/exams/exam-shared-fate?result=5").status_code
    assert [] == broken_pages(client)


@pytest.mark.parametrize("trusted", [True, False])
def test_a_file_nested_for_ever_is_refused(
    client: Client, document: Document, *, trusted: bool
) -> None:
    deep: Any = []
    for _ in range(200):
        deep = [deep]
    response = take_in(client, put(document, "evidence.0.answer", deep), trusted=trusted)
    assert 400 == response.status_code
    assert "nested too deeply" in response.content.decode()
    assert 1 == EvidenceRow.objects.count()
