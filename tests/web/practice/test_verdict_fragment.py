"""What a browser says it ran: shown by the server's templates, kept once, believed by nobody."""

import json
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from quorate.web.learning.models import EvidenceRow
from quorate.web.practice.labs import lab_by_slug
from quorate.web.practice.models import Draft, Run
from quorate.web.practice.verdicts import shown_verdict
from web.practice.conftest import REFERENCE, STARTER, Submit

URL = "/labs/place-replicas/verdict-fragment"
ULID = "01KB5CR0000000000000000001"
TEXT = "<script>alert(1)</script><img src=x onerror=alert(2)>"


def body(**changes: object) -> dict[str, Any]:
    result = {"verdict": "ok", "reason": "held", "seeds": {"run": 1, "ok": 1}}
    return {
        "event_id": ULID,
        "step": "racks",
        "solution": {"source": REFERENCE},
        "seeds": [0],
        "result": result,
        **changes,
    }


def send(client: Client, given_body: object, status: int = 200) -> str:
    response = client.post(URL, json.dumps(given_body), content_type="application/json")
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


@pytest.mark.django_db
def test_the_fragment_is_the_dock_with_the_verdict(client: Client) -> None:
    page = send(client, body())
    assert 'data-verdict="ok"' in page
    assert f'href="/runs/{ULID}"' in page
    assert "<html" not in page
    assert client.get(f"/runs/{ULID}").status_code == 200
    assert (
        Draft.objects.count() == 0
    )  # the editor saves it; a second writer would look like another tab


@pytest.mark.django_db
def test_sent_twice_it_is_kept_once(client: Client) -> None:
    assert send(client, body()) == send(client, body())
    assert (Run.objects.count(), EvidenceRow.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_another_learners_id_is_not_taken_over(client: Client, other: Client) -> None:
    send(client, body())
    send(other, body(result={"verdict": "violated", "reason": "no"}))
    assert sorted(Run.objects.values_list("verdict", flat=True)) == ["ok", "violated"]
    assert Run.objects.get(id=ULID).verdict == "ok"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("raw", "status"),
    [
        (b"", 400),
        (b"[]", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"a":' * 500 + b"1" + b"}" * 500, 400),
        (b'{"result":{"verdict":"ok","reason":NaN}}', 400),
        (b'{"result":{"verdict":"ok","reason":"\\ud800"}}', 400),
        (b'{"result":1,"result":2}', 400),
        (b'{"n":1e999}', 400),
        (b"9" * 5_000, 400),
        (b'{"a":"' + b"x" * 600_000 + b'"}', 413),
    ],
    ids=lambda value: str(value)[:60][-34:],
)
def test_what_is_not_json_of_a_run_is_refused(client: Client, raw: bytes, status: int) -> None:
    response = client.post(URL, raw, content_type="application/json")
    assert response.status_code == status
    assert Run.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"result": None},
        {"result": {"verdict": "great", "reason": ""}},
        {"result": {"verdict": ["ok"], "reason": ""}},
        {"result": {"verdict": "ok", "reason": 3}},
        {"step": 4},
        {"solution": {"decision": {}}},
        {"solution": {"source": ["x"]}},
        {"solution": {"source": "x" * 70_000}},
        {"seeds": "all"},
        {"seeds": [True]},
        {"seeds": [10**30]},
    ],
    ids=str,
)
def test_a_run_of_wrong_form_is_refused(client: Client, changes: dict[str, Any]) -> None:
    response = client.post(URL, json.dumps(body(**changes)), content_type="application/json")
    assert response.status_code in (400, 413)
    assert Run.objects.count() == 0


@pytest.mark.django_db
@pytest.mark.parametrize("event_id", [None, 7, [], "", "x" * 26, "' OR 1=1", {"a": 1}], ids=str)
def test_a_strange_event_id_is_replaced(client: Client, event_id: object) -> None:
    send(client, body(event_id=event_id))
    assert len(Run.objects.get().id) == 26


@pytest.mark.django_db
def test_a_decision_cannot_be_reported_from_a_browser(client: Client) -> None:
    address = "/labs/choose-placement/verdict-fragment"
    sent = json.dumps(body(step="placement", solution={"source": "x"}))
    assert client.post(address, sent, content_type="application/json").status_code == 400


@pytest.mark.django_db
def test_every_hostile_text_is_shown_as_text(client: Client) -> None:
    result = {
        "verdict": "violated",
        "reason": TEXT,
        "parts": [{"checker": TEXT, "verdict": "ok", "reason": TEXT}, "x", {"verdict": TEXT}],
        "seeds": {"run": 3, "ok": 1, "first_violated": TEXT},
        "figures": {"placement": [TEXT], TEXT: TEXT, "share": TEXT},
        "output": TEXT,
        "trace_hash": TEXT,
        "error": {"message": TEXT, "hint": TEXT, "line": TEXT},
        "failure": {
            "sentence": TEXT,
            "fault": TEXT,
            "seed": TEXT,
            "tries": TEXT,
            "svg": TEXT,
            "text": TEXT,
            "learner_line": TEXT,
            "plan": [{"nodes": ["m01"], "at": TEXT, "cause": {"label": TEXT}}],
            "events": [{"t_us": TEXT, "node": TEXT, "text": TEXT, "line": TEXT, "index": TEXT}],
        },
        "memo": {"choice": {"machines": [{"id": TEXT, TEXT: TEXT}]}, "rejected": [{"title": TEXT}]},
    }
    pages = [
        send(client, body(result=result)),
        client.get(f"/runs/{ULID}").content.decode(),
        client.get(f"/runs/{ULID}/save").content.decode(),
        client.get("/labs/place-replicas").content.decode(),
        client.get("/labs/place-replicas/runs").content.decode(),
    ]
    for page in pages:
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert" in page


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.text(st.characters(exclude_categories=["Cs"]), max_size=8), inner, max_size=4
        )
    ),
    max_leaves=12,
)
NAMES = "reason parts seeds figures failure error output trace_hash memo".split()
INNER = (
    "sentence fault seed tries events svg text learner_line plan run ok first_violated placement share operations "
    "message hint line choice rank rejected assumptions machines shared risk cost per_month minutes_a_year"
).split()
FIELDS = JSON | st.dictionaries(
    st.sampled_from(INNER),
    JSON | st.dictionaries(st.sampled_from(INNER), JSON, max_size=4),
    max_size=6,
)


@given(
    result=st.dictionaries(st.sampled_from(NAMES), FIELDS),
    verdict=st.sampled_from(["ok", "violated", "unknown"]),
)
@hypothesis_settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_json_can_be_read(result: dict[str, Any], verdict: str) -> None:
    topology = lab_by_slug("place-replicas").lab.steps[0].scenario.topology
    shown = shown_verdict({**result, "verdict": verdict}, topology)
    assert shown.kind == verdict


@pytest.mark.django_db
@given(result=st.dictionaries(st.sampled_from(NAMES), FIELDS))
@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_json_renders(client: Client, result: dict[str, Any]) -> None:
    sent = {**result, "verdict": "violated", "reason": "r"}
    send(client, body(event_id="", result=sent))
    run = Run.objects.latest("id")
    assert client.get(f"/runs/{run.id}").status_code == 200
    assert client.get(f"/runs/{run.id}/save").status_code == 200


# Saved as one file


@pytest.mark.django_db
def test_a_saved_run_needs_nothing_else(client: Client, judged: Submit) -> None:
    run = judged(STARTER)
    response = client.get(f"/runs/{run.id}/save")
    page = response.content.decode()
    assert response["Content-Disposition"].startswith(
        'attachment; filename="quorate-place-replicas-'
    )
    assert "<svg" in page
    assert "because the switch of rack" in page
    assert "machines[:count]" in page
    for outside in (
        "<script",
        "<link",
        "<img",
        "src=",
        "href=",
        "url(http",
        "@import",
        'http-equiv="refresh',
    ):
        assert outside not in page


@pytest.mark.django_db
def test_a_run_that_goes_on_cannot_be_saved(client: Client, submit: Submit) -> None:
    run = submit(STARTER)
    assert client.get(f"/runs/{run.id}/save").status_code == 409
