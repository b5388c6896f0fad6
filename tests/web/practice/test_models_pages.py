"""Calculators and recorded simulations: one address for each result, without script."""

import html
import re

import pytest
from django.test import Client

from quorate.calculators import CALCULATORS
from quorate.web.content import site

BETA = "/calculators/availability-common-cause"
FIGURE = "/simulations/correlated-failure"


def text_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, response.content.decode()[:400]
    return html.unescape(response.content.decode())


@pytest.mark.parametrize("slug", sorted(CALCULATORS))
def test_every_calculator_computes_its_defaults(client: Client, slug: str) -> None:
    page = text_of(client, f"/calculators/{slug}")
    assert "The arithmetic" in page
    assert CALCULATORS[slug].title in page


@pytest.mark.parametrize(
    "typed", ["", "abc", "-1", "2", "nan", "inf", "1e999", "<b>", "9" * 400, "0,5,5"]
)
def test_a_bad_input_keeps_what_was_typed(client: Client, typed: str) -> None:
    response = client.get(BETA, {"beta": typed, "n": "5"})
    page = response.content.decode()
    assert response.status_code == 400
    assert f'value="{html.escape(typed)}"' in page
    assert 'value="5"' in page
    assert 'aria-invalid="true"' in page
    assert "Nothing was computed" in page


def test_a_result_can_be_linked(client: Client) -> None:
    assert text_of(client, f"{BETA}?beta=0.2") != text_of(client, f"{BETA}?beta=0.3")


def test_every_grid_value_of_every_figure_has_its_own_page(client: Client) -> None:
    for slug, figure in site().figures.items():
        for control in figure.controls:
            pages = set()
            for value in control.values:
                page = text_of(client, f"/simulations/{slug}?{control.name}={value}")
                assert "<svg" in page
                assert "In words" in page
                pages.add(re.sub(r"<form.*?</form>", "", page, flags=re.DOTALL))
            assert len(pages) == len(control.values)


def test_a_value_off_the_grid_is_said_with_what_is_recorded(client: Client) -> None:
    page = text_of(client, f"{FIGURE}?beta=0.123", 400)
    assert "0.123 is not recorded" in page
    assert "The default is shown below" in page
    assert "<svg" in page


def test_the_numbers_stand_beside_the_closed_form(client: Client) -> None:
    page = text_of(client, FIGURE)
    assert "Measured" in page
    assert "Computed" in page


def test_a_figure_is_found_by_unit_and_name(client: Client) -> None:
    response = client.get("/simulations/correlated-failure/placement?placement=one+rack")
    assert response.status_code == 301
    assert response["Location"] == "/simulations/correlated-failure.placement?placement=one+rack"
    assert client.get("/simulations/correlated-failure/nothing").status_code == 404


def test_the_recording_may_be_kept_for_ever_under_its_version(client: Client) -> None:
    figure = site().figures["correlated-failure"]
    fresh = client.get(f"{FIGURE}.json?v={figure.version}")
    assert (fresh.content.decode(), fresh["Content-Type"]) == (
        figure.recording,
        "application/json; charset=utf-8",
    )
    assert "immutable" in fresh["Cache-Control"]
    assert "immutable" not in client.get(f"{FIGURE}.json?v=old")["Cache-Control"]
