"""Saving and loading a history gives the same value; a bad line is named with its remedy."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quorate.history import (
    Absent,
    Event,
    History,
    HistoryOrderError,
    MalformedLineError,
    Observation,
    Value,
    dump_history,
    load_history,
)

short_text = st.text('ab"\\\n\u00e9\u2028\U0001f600', max_size=4)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | short_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short_text, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def histories(draw: st.DrawFn) -> History:
    events: list[Event] = []
    for process in range(draw(st.integers(0, 4))):
        f, key, value = (
            draw(st.sampled_from(["read", "write"])),
            draw(st.none() | short_text),
            draw(json_values),
        )
        node = draw(st.none() | st.sampled_from(["n1", "n2"]))
        events.append(
            Event(
                len(events),
                process,
                "invoke",
                f,
                value,
                key=key,
                time=draw(st.none() | st.integers(0, 10**12)),
                node=node,
            )
        )
        kind = draw(st.sampled_from(["ok", "fail", "info", "open"]))
        if kind != "open":
            error = (draw(st.integers(0, 30)), "text") if kind != "ok" else None
            result = draw(st.none() | st.booleans())
            events.append(
                Event(
                    len(events),
                    process,
                    kind,
                    f,
                    value,
                    key=key,
                    error=error,
                    final=draw(st.booleans()),
                    result=result,
                )
            )
    initial = Value(draw(json_values)) if draw(st.booleans()) else Absent()
    return History(
        tuple(events),
        model=draw(st.none() | st.just("register")),
        initial=initial,
        unique_writes=draw(st.booleans()),
    )


@settings(deadline=None, derandomize=True)
@given(histories())
def test_loading_what_was_dumped_gives_the_same_history(history: History) -> None:
    assert history == load_history(dump_history(history).splitlines())


def test_without_a_header_a_history_begins_absent() -> None:
    line = json.dumps({"process": 0, "type": "invoke", "f": "read", "value": None})
    assert Absent() == load_history([line]).initial


def test_fault_lines_are_for_pictures_and_do_not_count() -> None:
    lines = [
        '{"type":"fault","f":"crash"}',
        '{"process":0,"type":"invoke","f":"read","value":null}',
    ]
    assert [0] == [event.index for event in load_history(lines)]


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("{", "one JSON object a line"),
        ("[1]", "not a JSON object"),
        ('{"process":0,"type":"begin","f":"read"}', "use one of invoke, ok, fail, info"),
        ('{"process":true,"type":"invoke","f":"read"}', "give the client one"),
        ('{"process":0,"type":"invoke"}', "f None is not a name"),
        ('{"process":0,"type":"invoke","f":"read","error":"late"}', "not \\[code, text\\]"),
        ('{"quorate_history":2}', "reads version 1"),
        ('{"quorate_history":1,"initial":5}', "absent"),
    ],
)
def test_a_malformed_line_is_refused_with_the_remedy(line: str, remedy: str) -> None:
    with pytest.raises(MalformedLineError, match=remedy):
        load_history([line])


def test_an_impossible_history_is_refused_on_load() -> None:
    line = '{"process":0,"type":"ok","f":"read","value":1}'
    with pytest.raises(HistoryOrderError, match="without an open operation"):
        load_history([line])


def test_observations_keep_their_place_among_the_events() -> None:
    history = History(
        (
            Event(0, "c", "invoke", "read", None),
            Event(1, "c", "ok", "read", 1),
        ),
        observations=(
            Observation(0, 5, "a", "leader", {"term": 1}),
            Observation(1, 6, "b", "leader", {}),
            Observation(2, 7, "a", "committed", {"index": [3]}),
        ),
    )
    assert history == load_history(dump_history(history).splitlines())


def test_an_observation_without_its_node_is_refused() -> None:
    with pytest.raises(MalformedLineError, match="needs t_us, node, name and fields"):
        load_history(['{"type":"observe","t_us":5,"name":"leader"}'])
