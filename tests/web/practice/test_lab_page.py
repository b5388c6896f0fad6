"""A lab without script: read, run on the server, follow, see the verdict, go on where one was."""

import re

import pytest
from django.test import Client

from quorate.web.practice.dispatcher import judge_next
from quorate.web.practice.models import Draft, Run
from web.practice.conftest import REFERENCE, RUNS, STARTER, Submit

pytestmark = pytest.mark.django_db


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:400]
    return response.content.decode()


def test_the_page_holds_the_starter_the_form_and_what_script_needs(client: Client) -> None:
    page = text_of(client, "/labs/place-replicas")
    assert 'action="/labs/place-replicas/runs"' in page
    assert "def place(machines, count):" in page
    for name in ("data-lab", "data-step", "data-seeds", "data-verdict-url", "data-run-server"):
        assert f"{name}" in page
    for panel in ("verdict", "diagram", "state", "attempts"):
        assert f'data-dock-panel="{panel}"' in page
    assert "No run yet" in page


def test_reading_a_lab_makes_no_learner_and_no_session(client: Client) -> None:
    response = client.get("/labs/place-replicas")
    assert (response.cookies, Run.objects.count()) == ({}, 0)


def test_the_starter_fails_with_a_sentence_a_drawing_and_a_pinned_seed(
    client: Client, submit: Submit
) -> None:
    run = submit(STARTER)
    waiting = text_of(client, f"/runs/{run.id}")
    assert '<meta http-equiv="refresh" content="2">' in waiting
    assert f'data-poll="/runs/{run.id}"' in waiting
    assert judge_next()
    verdict = text_of(client, f"/runs/{run.id}")
    assert "http-equiv" not in verdict
    assert "because the switch of rack" in verdict
    assert "<svg" in verdict
    assert 'class="marked"' in verdict
    lab = text_of(client, "/labs/place-replicas")
    run.refresh_from_db()
    seed = run.result["failure"]["seed"]
    assert f'data-pinned-seed="{seed}"' in lab
    assert f'name="seed" value="{seed}"' in lab


def test_a_pinned_seed_runs_first(submit: Submit) -> None:
    run = submit(STARTER, seed="4711")
    assert run.seeds[0] == 4711
    assert len(run.seeds) == len(set(run.seeds)) == 16


def test_hidden_seeds_are_drawn_for_each_run(submit: Submit) -> None:
    first, second = submit(STARTER), submit(STARTER)
    assert first.seeds[:10] == second.seeds[:10] == list(range(10))
    assert first.seeds[10:] != second.seeds[10:]


def test_the_reference_holds_and_offers_the_next_step(client: Client, judged: Submit) -> None:
    run = judged(REFERENCE)
    assert (run.state, run.verdict) == ("finished", "ok")
    page = text_of(client, f"/runs/{run.id}")
    assert 'href="/labs/place-replicas?step=hidden"' in page


def test_what_was_run_stays_in_the_editor(client: Client, submit: Submit) -> None:
    submit("# mine\n" + STARTER)
    assert "# mine" in text_of(client, "/labs/place-replicas?step=hidden")


def test_the_starter_comes_back_and_attempts_stay(client: Client, submit: Submit) -> None:
    submit("# mine\n" + STARTER)
    response = client.post("/labs/place-replicas/reset", {"step": "racks"})
    assert response["Location"] == "/labs/place-replicas?step=racks"
    page = text_of(client, "/labs/place-replicas")
    assert "# mine" not in page
    assert len(re.findall(r'<li><a href="/runs/', page)) == 1


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/labs/no-such", "There is no lab"),
        ("/labs/place-replicas?step=nine", "no step"),
        ("/runs/01ARZ3NDEKTSV4RRFFQ69G5FAV", "no run"),
        ("/simulations/no-such", "no simulation"),
        ("/calculators/no-such", "no-such"),
    ],
)
def test_unknown_names_say_so(client: Client, address: str, words: str) -> None:
    assert words in text_of(client, address, 404)


def test_another_learners_run_does_not_exist(other: Client, judged: Submit) -> None:
    run = judged(STARTER)
    other.post(RUNS, {"source": STARTER, "step": "racks"})
    for address in (f"/runs/{run.id}", f"/runs/{run.id}/save"):
        assert other.get(address).status_code == 404
    assert other.post(f"/runs/{run.id}/cancel").status_code == 404
    run.refresh_from_db()
    assert run.cancel_requested is False


def test_a_get_where_a_post_belongs_is_405_and_says_what_fits(client: Client) -> None:
    response = client.get("/labs/place-replicas/draft")
    assert (response.status_code, response["Allow"]) == (405, "POST")


# Limits


def test_a_solution_too_large_comes_back_whole(client: Client) -> None:
    source = "# keep me\n" + "x = 1\n" * 11_000
    response = client.post(RUNS, {"source": source, "step": "racks"})
    page = response.content.decode()
    assert response.status_code == 413
    assert "the limit is 65,536" in page
    assert page.count("x = 1") == 11_000
    assert Run.objects.count() == 0


@pytest.mark.parametrize(
    ("source", "words"),
    [("  \n", "The solution is empty"), ("a = 1\nb = '\0'", "Line 2 contains a NUL character")],
)
def test_what_cannot_be_run_is_said_and_kept(client: Client, source: str, words: str) -> None:
    response = client.post(RUNS, {"source": source, "step": "hidden"})
    assert response.status_code == 400
    assert words in response.content.decode()
    assert 'name="step" value="hidden"' in response.content.decode()


def test_a_fifth_waiting_run_is_refused_with_its_text(client: Client, submit: Submit) -> None:
    for _ in range(4):
        submit(STARTER)
    response = client.post(RUNS, {"source": "# fifth\n" + STARTER, "step": "racks"})
    assert response.status_code == 409
    assert "4 of your runs are still waiting" in response.content.decode()
    assert "# fifth" in response.content.decode()
    assert Run.objects.count() == 4


# Drafts


def save(client: Client, text: str, version: int) -> tuple[int, dict[str, object]]:
    response = client.post("/labs/place-replicas/draft", {"text": text, "version": version})
    return response.status_code, response.json()


def test_two_tabs_never_overwrite_each_other(client: Client) -> None:
    assert save(client, "one", 0) == (200, {"version": 1, "text": "one", "accepted": True})
    assert save(client, "two", 1) == (200, {"version": 2, "text": "two", "accepted": True})
    assert save(client, "late", 1) == (409, {"version": 2, "text": "two", "accepted": False})
    assert save(client, "both", 2) == (200, {"version": 3, "text": "both", "accepted": True})
    assert Draft.objects.get().text == "both"


def test_saving_the_same_text_twice_is_saving_once(client: Client) -> None:
    assert save(client, "one", 0) == save(client, "one", 0)


@pytest.mark.parametrize(
    "body", [{}, {"text": "x"}, {"text": "x", "version": "-1"}, {"text": "x", "version": "²"}]
)
def test_a_malformed_draft_is_refused(client: Client, body: dict[str, str]) -> None:
    status = client.post("/labs/place-replicas/draft", body).status_code
    assert status == (200 if body == {"text": "x"} else 400)


# Attempts, queries


def test_attempts_are_listed_newest_first(client: Client, judged: Submit) -> None:
    first, second = judged(STARTER), judged(REFERENCE)
    page = text_of(client, RUNS)
    assert page.index(second.id) < page.index(first.id)


def copies(run: Run, count: int) -> None:
    Run.objects.bulk_create(
        Run(
            learner_id=run.learner_id,
            lab=run.lab,
            step=run.step,
            solution=run.solution,
            state=run.state,
            verdict=run.verdict,
            reason=run.reason,
            result=run.result,
        )
        for _ in range(count)
    )


@pytest.mark.parametrize("attempts", [1, 50])
def test_pages_ask_the_database_at_most_four_times(
    client: Client, judged: Submit, django_assert_max_num_queries: object, attempts: int
) -> None:
    run = judged(STARTER)
    copies(run, attempts - 1)
    addresses = ("/labs/place-replicas", f"/runs/{run.id}", RUNS, "/labs/choose-placement")
    for address in (*addresses, "/calculators/availability-common-cause"):
        client.get(address)
        with django_assert_max_num_queries(4):  # type: ignore[operator]
            assert client.get(address).status_code == 200


def test_a_waiting_run_asks_the_database_at_most_four_times(
    client: Client, submit: Submit, django_assert_max_num_queries: object
) -> None:
    run = submit(STARTER)
    with django_assert_max_num_queries(4):  # type: ignore[operator]
        assert client.get(f"/runs/{run.id}").status_code == 200
