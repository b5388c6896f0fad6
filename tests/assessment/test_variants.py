"""Variants: seeded, public, without the key."""

from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.examples import items
from quorate.assessment import make_variant


@given(st.sampled_from(sorted(items())), st.integers(-(2**40), 2**40))
def test_a_seed_always_gives_the_same_variant(name: str, seed: int) -> None:
    assert make_variant(items()[name], seed) == make_variant(items()[name], seed)


@given(st.sampled_from(sorted(items())), st.integers(0, 10**6))
def test_a_variant_holds_nothing_of_the_key(name: str, seed: int) -> None:
    item = items()[name]
    shown = asdict(make_variant(item, seed))
    assert {"item_id", "type", "facet", "seed", "prompt_md", "options", "unit"} == set(shown)
    assert [str(place) for place in range(len(shown["options"]))] == [
        each["id"] for each in shown["options"]
    ]
    text = str(shown)
    for secret in ("525600", "All stand in it", "True", "down == 0", "'send'", "'receive'"):
        assert secret not in text


def test_parameters_are_drawn_within_the_condition() -> None:
    prompts = {make_variant(items()["downtime"], seed).prompt_md for seed in range(200)}
    expected = {
        f"Each of {n} replicas is down {p} % of the time."
        for p, n in [(1, 2), (1, 3), (2, 2), (2, 3), (5, 2)]
    }
    assert expected == prompts


def test_every_option_stands_at_every_place() -> None:
    seen = {
        (option.id, option.text_md)
        for seed in range(200)
        for option in make_variant(items()["which"], seed).options
    }
    assert 9 == len(seen)


def test_places_are_uniform_enough_to_hide_the_key() -> None:
    first = [make_variant(items()["which"], seed).options[0].text_md for seed in range(3000)]
    assert all(900 < first.count(text) < 1100 for text in ("a rack", "a disk", "a fan"))


def test_the_guess_prior_follows_the_type() -> None:
    found = items()
    guesses = {name: found[name].guess for name in found}
    assert {
        "downtime": 0.02,
        "which": pytest.approx(1 / 3),
        "several": 0.05,
        "order": 0.02,
        "foresee": 0.5,
    } == guesses
