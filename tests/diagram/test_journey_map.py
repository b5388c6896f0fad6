import itertools

import pytest

from diagram.drawings import SVG, colours_outside_properties, marked, parse
from quorate.diagram import (
    EmptyDrawingError,
    Layout,
    Stop,
    Track,
    UnknownUnitError,
    journey_map,
)

TRACKS = (Track("laws", "Laws"), Track("labs", "Labs"))
UNITS = (
    Stop("law-1", "Law 1", "laws", "verified", "/laws/law-1"),
    Stop("lab-1", "Lab <1>", "labs", "practised"),
    Stop("law-2", "Law 2", "laws", "available"),
    Stop("law-3", "Law 3", "laws", "planned"),
)
EDGES = (("law-1", "lab-1"), ("law-1", "law-2"), ("law-2", "law-3"))
NOW = {"laws": 1, "labs": 1}


def mark_of(layout: Layout, unit: int) -> list[str]:
    drawing = journey_map(TRACKS, UNITS, EDGES, NOW, layout=layout)
    group = next(g for g in marked(drawing, "unit") if g.get("data-index") == str(unit))
    return [e.tag.removeprefix(SVG) for e in group if e.tag in (f"{SVG}circle", f"{SVG}path")]


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_each_state_has_a_shape_of_its_own(layout: Layout) -> None:
    assert ["circle", "circle"] == mark_of(layout, 0), "verified: double ring"
    assert ["circle", "path"] == mark_of(layout, 1), "practised: half"
    assert ["circle"] == mark_of(layout, 2), "available: ring"
    drawing = journey_map(TRACKS, UNITS, EDGES, NOW, layout=layout)
    planned = next(g for g in marked(drawing, "unit") if g.get("data-index") == "3")
    assert planned.find(f"{SVG}circle").get("stroke-dasharray"), "planned: dotted"  # type: ignore[union-attr]


def test_time_runs_right_when_wide_and_down_when_narrow() -> None:
    for layout, axis in (("wide", "cx"), ("narrow", "cy")):
        drawing = journey_map(TRACKS, UNITS, EDGES, NOW, layout=layout)  # type: ignore[arg-type]
        place = {
            g.get("data-node"): float(g.find(f"{SVG}circle").get(axis, "0"))  # type: ignore[union-attr]
            for g in marked(drawing, "unit")
        }
        assert all(place[before] < place[after] for before, after in EDGES)


def test_wide_has_an_arrow_for_each_prerequisite_and_narrow_none() -> None:
    for layout, count in (("wide", 3), ("narrow", 0)):
        root = parse(journey_map(TRACKS, UNITS, EDGES, NOW, layout=layout))  # type: ignore[arg-type]
        assert count == sum(g.get("class") == "edge" for g in root.iter(f"{SVG}g"))


def test_narrow_has_rows_of_44_and_rails_of_16() -> None:
    drawing = journey_map(TRACKS, UNITS, EDGES, NOW, layout="narrow")
    circles = [g.find(f"{SVG}circle") for g in marked(drawing, "unit")]
    assert ["22", "66", "110", "154"] == [c.get("cy") for c in circles]  # type: ignore[union-attr]
    assert {"8", "24"} == {c.get("cx") for c in circles}  # type: ignore[union-attr]


def test_more_than_six_tracks_share_the_last_rail() -> None:
    tracks = tuple(Track(f"t{i}", f"T{i}") for i in range(9))
    units = tuple(Stop(f"u{i}", f"U{i}", f"t{i}") for i in range(9))
    drawing = journey_map(tracks, units, (), {}, layout="narrow")
    rails = {g.find(f"{SVG}circle").get("cx") for g in marked(drawing, "unit")}  # type: ignore[union-attr]
    assert 6 == len(rails)


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_the_cut_is_one_stepped_line(layout: Layout) -> None:
    (cut,) = marked(journey_map(TRACKS, UNITS, EDGES, NOW, layout=layout), "now")
    points = cut.find(f"{SVG}path").get("d", "")[1:].split("L")  # type: ignore[union-attr]
    steps = [tuple(map(float, point.split(" "))) for point in points]
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in itertools.pairwise(steps))


def test_a_unit_with_a_page_is_a_link_and_one_stop_for_the_keyboard() -> None:
    root = parse(journey_map(TRACKS, UNITS, EDGES, NOW))
    (link,) = root.iter(f"{SVG}a")
    assert "/laws/law-1" == link.get("href")
    assert [] == [e for e in link.iter() if e.get("tabindex")]


def test_the_text_twin_lists_units_by_track_with_state_and_prerequisites() -> None:
    expected = [
        "4 units on 2 tracks; 2 done, 1 not written yet.",
        "Laws:",
        "- Law 1 (verified)",
        "- Law 2 (available), after Law 1",
        "- Law 3 (not written yet), after Law 2",
        "Labs:",
        "- Lab <1> (practised), after Law 1",
    ]
    assert expected == journey_map(TRACKS, UNITS, EDGES, NOW).text.splitlines()


@pytest.mark.parametrize("layout", ["wide", "narrow"])
def test_colours_come_from_the_page_alone(layout: Layout) -> None:
    assert [] == colours_outside_properties(journey_map(TRACKS, UNITS, EDGES, NOW, layout=layout))


def test_names_that_are_not_on_the_map_are_refused() -> None:
    with pytest.raises(UnknownUnitError, match="'law-9', an end of edge"):
        journey_map(TRACKS, UNITS, (("law-1", "law-9"),), {})
    with pytest.raises(UnknownUnitError, match="'caves', a track of the cut"):
        journey_map(TRACKS, UNITS, (), {"caves": 1})
    with pytest.raises(UnknownUnitError, match="the track of unit 'x'"):
        journey_map(TRACKS, (Stop("x", "X", "nowhere"),), (), {})


def test_an_empty_map_is_refused() -> None:
    with pytest.raises(EmptyDrawingError):
        journey_map(TRACKS, (), (), {})


def test_a_cut_beyond_the_last_unit_ends_behind_it() -> None:
    drawing = journey_map(TRACKS, UNITS, EDGES, {"laws": 99})
    assert 1 == len(marked(drawing, "now"))
