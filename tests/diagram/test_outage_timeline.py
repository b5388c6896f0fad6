import pytest

from diagram.drawings import SVG, colours_outside_properties, ids, marked, parse
from quorate.diagram import EmptyDrawingError, OutageSeries, Replica, outage_timeline

HOUR = 3_600_000_000
SERIES = OutageSeries(
    (
        Replica("r1", ((10 * HOUR, 20 * HOUR), (50 * HOUR, 60 * HOUR))),
        Replica("r<2>", ((12 * HOUR, 20 * HOUR),)),
    ),
    100 * HOUR,
    all_down=((12 * HOUR, 20 * HOUR),),
    causes=(Replica("rack", ((12 * HOUR, 20 * HOUR),)),),
)


def test_the_text_twin_says_when_nobody_was_up_and_how_long_each_was_down() -> None:
    expected = [
        "All are down once, 8 h in all.",
        "All 2 are down from 12 h for 8 h.",
        "r1: down 2 times, 20 h in all of 4.2 d.",
        "r<2>: down once, 8 h in all of 4.2 d.",
        "rack: down once, 8 h in all of 4.2 d.",
    ]
    assert expected == outage_timeline(SERIES).text.splitlines()


def test_a_line_has_a_gap_for_each_outage() -> None:
    root = parse(outage_timeline(SERIES))
    level = [e for e in root.findall(f"{SVG}line") if e.get("y1") == e.get("y2")]
    rows: dict[str, int] = {}
    for e in level:
        rows[e.get("y1", "")] = rows.get(e.get("y1", ""), 0) + 1
    assert [3, 2, 1] == list(rows.values()), "three pieces, two pieces, the axis"


def test_where_all_are_down_stands_a_doubled_outline() -> None:
    (found,) = marked(outage_timeline(SERIES), "all-down")
    assert (2, "0") == (len(found.findall(f"{SVG}rect")), found.get("data-index"))


def test_what_is_shared_is_a_hatched_band() -> None:
    drawing = outage_timeline(SERIES)
    pattern = next(parse(drawing).iter(f"{SVG}pattern")).get("id")
    bands = [e for e in parse(drawing).iter() if e.get("fill") == f"url(#{pattern})"]
    assert 1 == len(bands)


def test_without_common_outage_no_outline_is_drawn() -> None:
    drawing = outage_timeline(OutageSeries((Replica("r1", ((0, HOUR),)),), 10 * HOUR))
    assert [] == marked(drawing, "all-down")
    assert drawing.text.startswith("At no moment are all of them down.")


def test_an_outage_too_short_for_a_pixel_is_still_seen() -> None:
    series = OutageSeries((Replica("r1", ((500, 501),)),), 100 * HOUR)
    root = parse(outage_timeline(series))
    level = [e for e in root.findall(f"{SVG}line") if e.get("y1") == e.get("y2") == "50"]
    assert 3.0 == pytest.approx(float(level[0].get("x1", "0")) - 120)


def test_a_recorded_figure_reads_back_into_a_series() -> None:
    record = {
        "replicas": [{"id": "r1", "intervals": [[1, 2]], "down_share": 0.1}],
        "horizon_us": 10,
        "all_down": [[1, 2]],
        "causes": {"rack": [[1, 2]]},
    }
    series = OutageSeries.from_record(record)
    assert (Replica("r1", ((1, 2),)),) == series.replicas
    assert (((1, 2),), (Replica("rack", ((1, 2),)),)) == (series.all_down, series.causes)


def test_two_pictures_on_a_page_share_no_id() -> None:
    other = OutageSeries(SERIES.replicas, 200 * HOUR)
    first, second = ids(outage_timeline(SERIES)), ids(outage_timeline(other))
    assert [] == [each for each in first if each in second]


def test_colours_come_from_the_page_alone() -> None:
    assert [] == colours_outside_properties(outage_timeline(SERIES))


@pytest.mark.parametrize("series", [OutageSeries((), 10), OutageSeries((Replica("r", ()),), 0)])
def test_nothing_to_draw_is_refused(series: OutageSeries) -> None:
    with pytest.raises(EmptyDrawingError, match="give at least one of each"):
        outage_timeline(series)
