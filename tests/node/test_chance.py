"""A node's random numbers: in range, fair, and the same for the same seed."""

from __future__ import annotations

import pytest

from quorate.node import NodeRandom


def test_the_same_seed_gives_the_same_numbers() -> None:
    one, other = NodeRandom("w/1/node/a"), NodeRandom("w/1/node/a")
    assert [one.random() for _ in range(5)] == [other.random() for _ in range(5)]
    assert NodeRandom("w/1/node/b").random() != NodeRandom("w/1/node/a").random()


def test_randint_covers_both_ends() -> None:
    random = NodeRandom("ends")
    assert [3, 4, 5] == sorted({random.randint(3, 5) for _ in range(200)})


def test_choice_sample_and_shuffle_stay_within_the_things() -> None:
    random = NodeRandom("things")
    things = list("abcd")
    assert things == sorted({random.choice(things) for _ in range(200)})
    assert 3 == len(set(random.sample(things, 3)) & set(things))
    random.shuffle(things)
    assert list("abcd") == sorted(things)


def test_expo_has_its_mean() -> None:
    random = NodeRandom("expo")
    mean = sum(random.expo(50.0) for _ in range(100_000)) / 100_000
    assert mean == pytest.approx(50, rel=0.015)


def test_impossible_requests_are_refused() -> None:
    random = NodeRandom("no")
    with pytest.raises(ValueError, match="low <= high"):
        random.randint(2, 1)
    with pytest.raises(ValueError, match="not empty"):
        random.choice([])
    with pytest.raises(ValueError, match="at most all"):
        random.sample([1], 2)
