import itertools

import pytest

from diagram.drawings import SVG, colours_outside_properties, ids, marked, parse, titles
from diagram.traces import INVOKED, failing_read, trace_of
from quorate.diagram import DiagramError, EmptyDrawingError, Highlight, space_time, story_of
from quorate.faults import FaultPlan, partition, plan_of

NO_FAULTS = FaultPlan()
HOSTILE = '<script>alert("1")</script>&\x00\u202e'


def test_the_story_of_a_failing_read_is_told_in_order() -> None:
    drawing = space_time(failing_read(), NO_FAULTS, highlight=Highlight(INVOKED))
    expected = [
        "0.001 s  m1 goes down (rack r1)",
        "0.002 s  c1 asks gateway: get k1",
        "0.002 s  c1's request travels to gateway",
        "0.003 s  gateway asks m1: read k1; it is lost (m1 is down)",
        "0.253 s  gateway stops waiting for read",
        "0.253 s  gateway asks m2: read k1",
        "0.900 s  c1 gives up after 0.898 s: nobody knows the outcome",
    ]
    assert expected == drawing.text.splitlines()


def test_each_event_can_be_found_and_is_named_on_hover() -> None:
    drawing = space_time(failing_read(), NO_FAULTS, highlight=Highlight(INVOKED))
    assert sorted(e.text for e in drawing.events) == sorted(titles(drawing))
    for event in drawing.events:
        found = [g for g in marked(drawing, event.kind) if g.get("data-index") == str(event.index)]
        assert [event.node] == [g.get("data-node") for g in found]


def test_a_lost_message_ends_in_a_cross_and_an_arrived_one_in_an_arrow_head() -> None:
    messages = marked(
        space_time(failing_read(), NO_FAULTS, highlight=Highlight(INVOKED)), "message"
    )
    lost = [g for g in messages if "lost" in g.get("aria-label", "")]
    assert 1 == len(lost)
    for message in messages:
        pieces = [p.get("d", "") for p in message.iter(f"{SVG}path")]
        is_cross = [d.count("l") == 2 and "m0" in d for d in pieces]
        is_head = [d.endswith("Z") for d in pieces]
        assert ([True], [False]) == (
            (is_cross, is_head) if message in lost else (is_head, is_cross)
        )


def test_a_crash_is_a_gap_in_the_line_and_a_restart_a_tick() -> None:
    drawing = space_time(failing_read(), NO_FAULTS, highlight=Highlight(INVOKED))
    root = parse(drawing)
    label = next(t for t in root.iter(f"{SVG}text") if t.text == "m1")
    y = float(label.get("y", "0")) - 4
    level = [
        (float(e.get("x1", "0")), float(e.get("x2", "0")))
        for e in root.findall(f"{SVG}line")
        if e.get("y1") == e.get("y2") and float(e.get("y1", "0")) == y
    ]
    ticks = [e for e in root.findall(f"{SVG}line") if e.get("y1") == f"{y - 7:g}"]
    assert 1 == len(level), "down from the first moment on, up again after the restart"
    assert level[0][0] > 104
    assert [f"{level[0][0]:g}"] == [t.get("x1") for t in ticks]


def test_the_violated_operation_has_a_doubled_outline_and_an_open_one_is_dashed() -> None:
    drawing = space_time(failing_read(), NO_FAULTS, highlight=Highlight(INVOKED))
    (operation,) = marked(drawing, "operation")
    bar, *outlines = operation.findall(f"{SVG}rect")
    assert (2, "5 3") == (len(outlines), bar.get("stroke-dasharray"))
    (plain,) = marked(space_time(failing_read(), NO_FAULTS), "operation")
    assert 1 == len(plain.findall(f"{SVG}rect"))


def test_a_partition_is_a_hatched_band_with_an_id_of_its_own() -> None:
    plan = plan_of([partition([("gateway", "m2")], (100_000, 500_000))])
    one = space_time(failing_read(), plan)
    other = space_time(failing_read(), plan, window=(0, 300_000))
    (band,) = marked(one, "partition")
    pattern = next(parse(one).iter(f"{SVG}pattern"))
    assert f"url(#{pattern.get('id')})" == band.get("fill")
    assert [] == [each for each in ids(one) if each in ids(other)]
    assert "0.100 s  a partition cuts gateway, m2" in one.text


def test_a_partition_at_another_time_or_between_others_is_not_drawn() -> None:
    plan = plan_of(
        [partition([("gateway", "m2")], (2_000_000, None)), partition([("x", "y")], (0, None))]
    )
    assert [] == marked(space_time(failing_read(), plan), "partition")


def test_no_more_events_are_shown_than_asked_for_and_the_reasons_stay() -> None:
    drawing = space_time(failing_read(), NO_FAULTS, highlight=Highlight(INVOKED, events_max=4))
    assert ["crash", "operation", "message", "return"] == [e.kind for e in drawing.events]
    assert "lost" in drawing.events[2].text


def test_a_window_shows_what_lies_in_it() -> None:
    drawing = space_time(failing_read(), NO_FAULTS, window=(240_000, 280_000))
    assert [
        "crash",
        "operation",
        "timer",
        "message",
    ] == [e.kind for e in drawing.events]


def test_names_from_a_trace_are_text_never_markup() -> None:
    drawing = space_time(failing_read(gateway=HOSTILE, first='"onload="x', second="]]>"), NO_FAULTS)
    assert "<script" not in drawing.svg
    assert [] == [e for e in parse(drawing).iter() if any(a.startswith("on") for a in e.attrib)]
    assert any("<script>alert" in title for title in titles(drawing))


def test_colours_come_from_the_page_alone() -> None:
    plan = plan_of([partition([("gateway", "m2")], (100_000, 500_000))])
    drawing = space_time(failing_read(), plan, highlight=Highlight(INVOKED))
    assert [] == colours_outside_properties(drawing)


def test_title_and_description_name_the_picture() -> None:
    root = parse(space_time(failing_read(), NO_FAULTS))
    named = (root.get("aria-labelledby") or "").split()
    assert [named[0]] == [e.get("id") for e in root.findall(f"{SVG}title")]
    assert [named[1]] == [e.get("id") for e in root.findall(f"{SVG}desc")]


def test_moments_stay_in_order_and_apart_however_different_their_distances() -> None:
    rows = [(t, "log", "m1", None, f"at {t}", {}, None) for t in (0, 1, 2, 10_000_000)]
    drawing = space_time(trace_of(*rows), NO_FAULTS)
    xs = [
        float(path.get("d", "M0 ")[1:].split(" ")[0])
        for g in marked(drawing, "log")
        for path in g.iter(f"{SVG}path")
    ]
    assert sorted(xs) == xs
    assert all(b - a >= 15 for a, b in itertools.pairwise(xs))


def test_one_single_moment_can_be_drawn() -> None:
    drawing = space_time(trace_of((7, "log", "m1", None, "alone", {}, None)), NO_FAULTS)
    assert "0.000 s  m1: alone" == drawing.text


def test_an_error_by_which_a_node_crashed_is_told_with_its_line() -> None:
    trace = trace_of(
        (10, "error", "gateway", None, "KeyError", {"line": 12, "function": "on_get"}, None),
        (10, "crash", "gateway", None, None, {"why": "error", "disk": "keep"}, None),
        (20, "invoke", "c1", "gateway", "get", {"key": "k1", "value": None}, None),
        (20, "send", "c1", "gateway", "get", {"type": "get", "key": "k1"}, 1),
        (30, "drop", "gateway", "c1", "get", {"why": "down"}, 1),
    )
    drawing = space_time(trace, NO_FAULTS, highlight=Highlight(2))
    assert "0.000 s  gateway fails: KeyError in line 12" in drawing.text.splitlines()
    assert "0.000 s  gateway goes down (its own error)" in drawing.text.splitlines()


def test_answers_are_told_with_their_values_and_errors() -> None:
    trace = trace_of(
        (1, "send", "m1", "m2", "read_ok", {"type": "read_ok", "in_reply_to": 4, "value": 7}, 1),
        (2, "send", "m1", "m2", "error", {"type": "error", "code": 11, "text": "busy"}, 2),
    )
    assert ["m1 answers m2: 7", "m1 answers m2: error 11 busy"] == [
        each.text for each in story_of(trace).happenings
    ]


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(EmptyDrawingError, match="choose another"):
        space_time(trace_of(), NO_FAULTS)
    assert issubclass(EmptyDrawingError, DiagramError)


def test_the_same_trace_gives_the_same_picture() -> None:
    first, second = (space_time(failing_read(), NO_FAULTS).svg for _ in range(2))
    assert first == second


def test_who_could_have_helped_gets_a_line_even_if_nothing_happened_to_it() -> None:
    trace = failing_read()
    trace.header["nodes"].append("m3")
    drawing = space_time(trace, NO_FAULTS, highlight=Highlight(INVOKED, lanes=("m1", "m3", "m9")))
    lanes = [t.text for t in parse(drawing).findall(f"{SVG}text")]
    assert "m3" in lanes
    assert "m9" not in lanes, "there is no such node"


def test_a_picture_of_many_events_does_not_stop_the_keyboard_at_each() -> None:
    few, many = (
        space_time(
            trace_of(*[(t, "log", "m1", None, "x", {}, None) for t in range(count)]), NO_FAULTS
        )
        for count in (40, 41)
    )
    stops = [sum(bool(e.get("tabindex")) for e in parse(each).iter()) for each in (few, many)]
    assert [40, 0] == stops
