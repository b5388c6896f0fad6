"""The explorer's pages: whole without script, a run made once, nobody able to pile up work."""

import gzip
import html
import json
import os
import re
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from quorate.web.errors import PageError
from quorate.web.practice import explored
from quorate.web.practice.explorables import asked_of, explorable, explorables
from quorate.web.practice.explored import Workshop, folder, prune
from quorate.web.practice.explorer_pages import AT_ONCE_BYTES_MAX
from quorate.workloads.reference import REFERENCE
from web.practice.conftest import STARTER, Submit

LAB = "/explorer/place-replicas/racks"
SYSTEM = "/explorer/rpc"
HOSTILE = "<script>alert(1)</script>"


def page_of(client: Client, address: str, status: int = 200, **query: str) -> str:
    response = client.get(address, query)
    text = html.unescape(response.content.decode())
    assert status == response.status_code, text[:600]
    return text


def data_address(page: str, attribute: str = "data-scene") -> str:
    found = re.search(rf'{attribute}="([^"]+)"', page)
    assert found is not None
    return found[1]


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """A workshop that remembers nothing."""
    workshop = Workshop()
    monkeypatch.setattr("quorate.web.practice.explorer_pages.WORKSHOP", workshop)
    return workshop


def test_the_list_has_every_system_and_every_lab_step(client: Client) -> None:
    page = page_of(client, "/explorer")
    assert {*REFERENCE, "place-replicas/racks"} <= {*explorables()}
    assert [] == [each.name for each in explorables().values() if each.href not in page]


@pytest.mark.parametrize("slug", sorted(REFERENCE))
def test_every_system_says_which_runs_it_takes(slug: str) -> None:
    found = explorable(slug)
    asked = asked_of(found, {"variant": found.variants[-1], "seed": "12"})
    assert ({}, 12, found.variants[-1]) == (asked.errors, asked.seed, asked.parameters["variant"])
    assert asked_of(found, {"variant": HOSTILE}).errors


def test_a_page_is_whole_without_script_and_asks_no_database(
    client: Client, db: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(0):
        page = page_of(client, LAB, seed="3")
    assert "Violated." in page
    assert "<svg" in page
    assert "asks gateway: get" in page
    assert 'name="seed"' in page
    assert "quorate simulate place-replicas/racks --seed 3" in page


def test_the_scene_is_the_whole_run_and_kept_for_ever_by_its_key(client: Client) -> None:
    page = page_of(client, LAB, seed="3")
    response = client.get(data_address(page), headers={"accept-encoding": "gzip"})
    assert "gzip" == response["Content-Encoding"]
    assert "immutable" in response["Cache-Control"]
    scene = json.loads(gzip.decompress(response.content))
    assert ("place-replicas/racks", 3) == (scene["about"]["scenario"], scene["about"]["seed"])
    assert len(scene["violations"]) > 0
    assert len(scene["events"]["t"]) > 500
    plain = client.get(data_address(page))
    assert scene == json.loads(plain.content)
    other = client.get(f"{LAB}?seed=3&data=another")
    assert "immutable" not in other["Cache-Control"]


def test_a_second_view_makes_no_run(
    client: Client, fresh: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    page_of(client, LAB, seed="5")
    monkeypatch.setattr(explored, "WALL_SECONDS", 0.001)
    monkeypatch.setattr("quorate.web.practice.explorer_pages.WORKSHOP", Workshop())
    page_of(client, LAB, seed="5")  # from disk, by a process that has just begun
    stopped = page_of(client, LAB, 422, seed="6")
    assert "could not be made" in stopped
    assert "--seed 6" in stopped


def test_two_runs_stand_side_by_side(client: Client) -> None:
    page = page_of(client, SYSTEM, seed="0", variant="executes-again", compare="correct")
    assert 2 == page.count("<svg xmlns")
    one, two = (data_address(page, name) for name in ("data-scene", "data-compare"))
    assert "variant=executes-again" in one
    assert "variant=correct" in two
    assert "One, executes-again" in page
    scene = json.loads(client.get(two).content)
    assert ("correct", "ok") == (
        scene["about"]["parameters"]["variant"],
        scene["about"]["verdict"],
    )


def test_a_lab_is_compared_with_another_seed(client: Client) -> None:
    page = page_of(client, LAB, seed="3", compare="4")
    assert "seed=4" in data_address(page, "data-compare")
    assert "data-compare" not in page_of(client, LAB, seed="3", compare="3")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"seed": "-1"}, "whole number from 0"),
        ({"seed": "9" * 40}, "whole number from 0"),
        ({"seed": HOSTILE}, "whole number from 0"),
        ({"variant": HOSTILE}, "give one of correct"),
        ({"compare": HOSTILE}, "give one of"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_run(
    client: Client, query: dict[str, str], said: str
) -> None:
    response = client.get(SYSTEM, query)
    page = response.content.decode()
    assert (400, "no-store") == (response.status_code, response["Cache-Control"])
    assert said in page
    assert HOSTILE not in page
    assert "<svg xmlns" not in page


def test_a_scene_is_refused_too_rather_than_another_one_sent(client: Client) -> None:
    for query in ({"variant": HOSTILE}, {"seed": "-1"}, {"compare": HOSTILE}):
        answer = client.get(SYSTEM, {**query, "data": "1"}, headers={"accept": "application/json"})
        assert 400 == answer.status_code
        assert next(iter(query)) in answer.json()["error"]["message"]


def test_a_run_that_takes_too_long_is_left_to_ones_own_machine(
    client: Client, fresh: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explored, "WALL_SECONDS", 0.05)
    page = page_of(client, SYSTEM, 422, seed="77", variant="executes-again")
    command = "quorate simulate rpc --seed 77 --set variant=executes-again --html run.html"
    assert f"make it on your own machine with `{command}`" in page
    assert "that this server spends on one" in page


def test_an_unknown_scenario_is_a_page_that_names_what_is_near(client: Client) -> None:
    assert "rpc" in page_of(client, "/explorer/rpx", 404)
    assert 404 == client.get("/explorer/place-replicas/nothing").status_code
    assert 405 == client.post(LAB).status_code


def test_who_would_have_to_wait_is_told_when_to_ask_again(
    client: Client, fresh: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(explored, "WAIT_SECONDS", 0.01)
    with fresh._alone():
        response = client.get(LAB, {"seed": "77"})
        page = response.content.decode()
        as_data = client.get(
            LAB, {"seed": "77", "data": "1"}, headers={"accept": "application/json"}
        )
    assert (503, "4", "no-store") == (
        response.status_code,
        response["Refresh"],
        response["Cache-Control"],
    )
    assert "making another run" in page
    assert 'name="seed"' in page, "what was asked for stays in the form"
    assert "busy" == as_data.json()["error"]["code"]


def test_more_than_one_who_waits_is_sent_away_at_once(
    fresh: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh._waiting = explored.WAITING_MAX + 1
    with pytest.raises(PageError, match="another run"), fresh._alone():
        pass


def test_the_oldest_runs_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(explored, "KEPT_RUNS_MAX", 2)
    for number in range(4):
        for name in (f"{number}.scene.gz", f"{number}.page.json"):
            (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / f"{number}.scene.gz", (number, number))
    prune(tmp_path)
    left = sorted(path.name for path in tmp_path.iterdir())
    assert ["2.page.json", "2.scene.gz", "3.page.json", "3.scene.gz"] == left


def test_a_damaged_run_on_disk_is_made_again(client: Client, fresh: Workshop) -> None:
    page_of(client, LAB, seed="9")
    for path in folder().glob("*.scene.gz"):
        path.write_bytes(b"damaged")
    fresh._latest.clear()
    assert "<svg" in page_of(client, LAB, seed="9")


@pytest.mark.django_db
def test_a_failing_run_of_the_starter_is_offered_in_the_explorer(
    client: Client, judged: Submit
) -> None:
    run = judged(STARTER)
    assert "violated" == run.verdict
    assert f'href="{LAB}?seed=' in client.get(f"/runs/{run.id}").content.decode()
    assert f'href="{LAB}?seed=' in client.get("/labs/place-replicas?step=racks").content.decode()
    changed = judged(f"{STARTER}\n# mine\n")
    assert f'href="{LAB}?seed=' not in client.get(f"/runs/{changed.id}").content.decode()


def test_practice_and_search_lead_to_the_explorer(client: Client) -> None:
    assert 'href="/explorer"' in client.get("/practice").content.decode()
    assert (
        'href="/explorer/two-phase-commit"'
        in client.get("/search", {"q": "two-phase commit explorer"}).content.decode()
    )


def test_a_first_view_stays_within_its_budget_with_the_largest_scene_read_at_once(
    client: Client,
) -> None:
    page = page_of(client, LAB, seed="3")
    assets = re.findall(r'(?:href|src)="(/static/[^"#]+)', page)
    assert any("explorer" in each for each in assets)
    sizes = [
        len(client.get(each, headers={"accept-encoding": "gzip"}).getvalue())
        for each in [f"{LAB}?seed=3", *assets]
    ]
    assert sum(sizes) + AT_ONCE_BYTES_MAX <= 150_000
