"""Machines show their labels, and domains follow from them."""

from __future__ import annotations

import copy
import pickle

import pytest

from quorate.node import Machine, Topology, TopologyError

M1 = Machine("m1", {"rack": "r1", "zone": "a"})
M2 = Machine("m2", {"rack": "r2", "zone": "a"})
M3 = Machine("m3", {"rack": "r1"})
TOPOLOGY = Topology((M1, M2, M3))


def test_a_label_reads_like_an_attribute() -> None:
    assert ("r1", "a") == (M1.rack, M1.zone)


def test_an_unknown_label_names_the_known_ones() -> None:
    with pytest.raises(AttributeError, match="no label 'feed'; its labels: rack, zone"):
        _ = M1.feed


def test_domains_group_the_machines_that_carry_the_label() -> None:
    assert {"r1": ("m1", "m3"), "r2": ("m2",)} == TOPOLOGY.domains("rack")
    assert {"a": ("m1", "m2")} == TOPOLOGY.domains("zone")
    assert {} == TOPOLOGY.domains("feed")


def test_each_machine_is_a_domain_of_its_own() -> None:
    assert {"m1": ("m1",), "m2": ("m2",), "m3": ("m3",)} == TOPOLOGY.domains("machine")


def test_machines_are_found_by_id() -> None:
    assert M2 is TOPOLOGY.machine("m2")
    with pytest.raises(TopologyError, match="the machines are m1, m2, m3"):
        TOPOLOGY.machine("m9")


def test_machine_ids_must_differ() -> None:
    with pytest.raises(TopologyError, match="repeat"):
        Topology((M1, M1))


def test_machines_can_be_copied_and_pickled() -> None:
    machine = Machine("m1", {"rack": "r1"})
    assert machine == copy.deepcopy(machine) == pickle.loads(pickle.dumps(machine))
