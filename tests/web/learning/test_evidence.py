"""The log: append-only, replayed to the same state, and shown as progress."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.utils import timezone
from learning_acts import answer, the_learner

from quorate.learner import Evidence, mastery
from quorate.web.errors import ConflictError
from quorate.web.learning.actions.record import Shown, do_record, study_date
from quorate.web.learning.errors import AppendOnlyError
from quorate.web.learning.models import EvidenceRow, to_evidence, to_row
from quorate.web.learning.queries import evidence_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("small_course")]


def test_a_record_cannot_be_changed_or_deleted(client: Client) -> None:
    answer(client, "t-see")
    row = EvidenceRow.objects.get()
    row.outcome = "wrong"
    for attempt in (
        row.save,
        row.delete,
        EvidenceRow.objects.all().delete,
        lambda: EvidenceRow.objects.update(outcome="wrong"),
        lambda: EvidenceRow.objects.bulk_update([row], ["outcome"]),
    ):
        with pytest.raises(AppendOnlyError):
            attempt()
    assert ["right"] == list(EvidenceRow.objects.values_list("outcome", flat=True))


def test_a_row_holds_all_of_a_record() -> None:
    event = Evidence(
        event_id="01HF0000000000000000000000",
        learner="somebody",
        at=datetime(2030, 1, 2, 3, 4, 5, 678901, tzinfo=UTC),
        zone="Asia/Tokyo",
        study_date=date(2030, 1, 2),
        kind="content-change",
        unit="u",
        concepts=("a", "b"),
        facet="see",
        item_id="i",
        item_type="numeric",
        content_hash="h",
        variant_seed=2**32 - 1,
        outcome="right",
        score=0.5,
        hint_level=2,
        seconds=1.5,
        run_hash="r",
        state="verified",
        guess=0.25,
        renames=(("a", ("b", "c")),),
    )
    row = to_row("somebody", event)
    assert event == to_evidence("somebody", row.__dict__)


def test_the_same_id_is_the_same_record_and_another_is_refused(client: Client) -> None:
    client.post("/settings", {"theme": "dark", "zone": "UTC"})
    learner, now = the_learner(), timezone.now()
    shown = Shown(kind="lab", unit="a-lab", outcome="right", state="verified")
    event_id = "01HF0000000000000000000000"
    results = [do_record(learner, shown, now=now, event_id=event_id) for _ in range(2)]
    assert [True, False] == [each.created for each in results]
    assert results[0].evidence == results[1].evidence
    with pytest.raises(ConflictError):
        do_record(learner, Shown(kind="lab", unit="b-lab"), now=now, event_id=event_id)
    assert 1 == EvidenceRow.objects.count()


def test_the_study_date_is_local_and_never_goes_back() -> None:
    late = datetime(2030, 1, 1, 23, 30, tzinfo=UTC)
    assert date(2030, 1, 2) == study_date(late, "Asia/Tokyo", None)
    assert date(2030, 1, 2) == study_date(late, "America/New_York", date(2030, 1, 2))
    # A date far ahead came from a clock that was wrong; it does not pin the future.
    assert date(2030, 1, 1) == study_date(late, "America/New_York", date(2031, 1, 1))


def test_mastery_shown_is_the_mastery_of_the_log(client: Client) -> None:
    for item_id in ("t-see", "t-run", "t-solve", "t-prove"):
        answer(client, item_id)
    log = evidence_of(the_learner().pk)
    state = mastery(log, timezone.now())["common-cause"]
    html = client.get("/profile").content.decode()
    assert f"{state.probability * 100:.0f} %" in html
    assert "Common cause" in html


def test_today_resumes_at_the_facet_that_has_shown_nothing(client: Client) -> None:
    answer(client, "t-see")
    html = client.get("/today").content.decode()
    assert "/laws/shared-fate#run" in html
    assert "50 min left" in html


def test_a_wrong_answer_comes_back_and_a_right_one_when_its_time_has_come(
    client: Client, later: Callable[..., None]
) -> None:
    answer(client, "t-see")
    answer(client, "t-prove", answer="1")
    html = client.get("/today").content.decode()
    assert "/items/t-prove?again=1" in html
    assert "/items/t-see?again=1" not in html
    later(days=2)
    assert "/items/t-see?again=1" in client.get("/today").content.decode()


def test_less_time_means_fewer_reviews(client: Client, later: Callable[..., None]) -> None:
    for item_id in ("t-guess", "t-see", "t-run", "t-solve", "t-prove"):
        answer(client, item_id)
    later(days=30)
    counts = [
        client.get(f"/today?minutes={minutes}").content.decode().count("?again=1")
        for minutes in (10, 60)
    ]
    assert [2, 5] == counts


def test_a_sitting_ends_with_what_was_shown_kept_and_when_to_return(client: Client) -> None:
    assert "nothing yet" in client.get("/sitting").content.decode()
    answer(client, "t-see")
    html = client.get("/sitting").content.decode()
    assert "1 of 1 answers right today" in html
    assert "Keep my work" in html
    assert "1 question comes back on" in html


def test_a_failing_lab_run_is_offered_first(client: Client) -> None:
    client.post("/settings", {"theme": "dark", "zone": "UTC"})
    shown = Shown(kind="lab", unit="shared-fate", outcome="wrong", item_type="lab")
    do_record(the_learner(), shown, now=timezone.now(), event_id="01HF0000000000000000000000")
    html = client.get("/today").content.decode()
    assert "/runs/01HF0000000000000000000000" in html
