"""Where two traces part: the first record that differs, and the handler that ran before it."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.history import Trace
from quorate.labs import first_divergence

RECORDS: list[tuple[Any, ...]] = [
    (10, "send", "n1", "n2", "ask", {"type": "ask"}, 1),
    (20, "recv", "n2", "n1", "ask", None, 1),
    (20, "send", "n2", "n3", "tell", {"type": "tell"}, 2),
    (25, "timer", "n1", None, "beat", None, None),
    (25, "send", "n1", "n2", "beat", {"type": "beat"}, 3),
    (30, "recv", "n3", "n2", "tell", None, 2),
]


def trace_of(records: list[tuple[Any, ...]]) -> Trace:
    return Trace({}, [slot for record in records for slot in record])


def test_equal_traces_do_not_part() -> None:
    assert first_divergence(trace_of(RECORDS), trace_of(list(RECORDS))) is None


def test_the_handler_is_that_of_the_node_that_did_something_else() -> None:
    changed = [*RECORDS[:4], (25, "send", "n1", "n3", "beat", {"type": "beat"}, 3), *RECORDS[5:]]
    found = first_divergence(trace_of(RECORDS), trace_of(changed))
    assert found is not None
    assert (4, "n2", "n3") == (
        found.index,
        found.one and found.one.peer,
        found.other and found.other.peer,
    )
    assert found.handler is not None
    assert ("timer", "n1", "beat") == (
        found.handler.kind,
        found.handler.node,
        found.handler.name,
    )
    assert "record 5" in found.sentence()
    assert "the timer 'beat' of n1 fired at 0.000025 s" in found.sentence()


def test_a_trace_that_ends_early_is_said_to() -> None:
    found = first_divergence(trace_of(RECORDS), trace_of(RECORDS[:3]))
    assert found is not None
    assert (3, None) == (found.index, found.other)
    assert "the other had ended" in found.sentence()


@settings(derandomize=True)
@given(st.integers(0, len(RECORDS) - 1), st.integers(0, 6))
def test_any_change_of_any_slot_is_found_where_it_is(place: int, slot: int) -> None:
    changed = list(RECORDS)
    record = list(changed[place])
    record[slot] = "other"
    changed[place] = tuple(record)
    for pair in ((RECORDS, changed), (changed, RECORDS)):
        found = first_divergence(*map(trace_of, pair))
        assert found is not None
        assert place == found.index
