"""Loading a site: cache, items, figures, search rows."""

import json
from pathlib import Path

import pytest

from authoring.example import write_course
from quorate.authoring import (
    ContentMissing,
    FigureError,
    content_stats,
    hash_content,
    load_curriculum,
    load_site,
)
from quorate.curriculum import UnknownId


def test_the_second_load_reads_the_cache_and_gives_the_same(tmp_path: Path) -> None:
    root, cache = write_course(tmp_path), tmp_path / "cache"
    first = load_site(root, cache_dir=cache)
    (kept,) = cache.glob("site-*.json")
    data = json.loads(kept.read_text())
    # A mark that only the cached file has: reading it back proves where the second came from.
    data["content_hash"] = "from-the-cache"
    kept.write_text(json.dumps(data))
    second = load_site(root, cache_dir=cache)
    assert "from-the-cache" == second.content_hash
    for part in ("lessons", "exams", "figures", "search_rows", "problems", "pages"):
        assert getattr(first, part) == getattr(second, part)
    for part in ("concepts", "units", "paths", "lessons", "aliases"):
        assert getattr(first.curriculum, part) == getattr(second.curriculum, part)


def test_changed_content_is_rendered_again(tmp_path: Path) -> None:
    root, cache = write_course(tmp_path), tmp_path / "cache"
    before = load_site(root, cache_dir=cache)
    path = root / "laws" / "shared" / "lesson.md"
    path.write_text(path.read_text().replace("fails together", "breaks together"))
    after = load_site(root, cache_dir=cache)
    assert before.content_hash != after.content_hash
    assert "breaks together" in after.lessons["shared"].claim_html


def test_a_scenario_is_recorded_once(tmp_path: Path) -> None:
    root, cache = write_course(tmp_path), tmp_path / "cache"
    load_site(root, cache_dir=cache)
    (kept,) = cache.glob("figures-shared-*.json")
    data = json.loads(kept.read_text())
    data[0]["title"] = "From the cache"
    kept.write_text(json.dumps(data))
    (root / "concepts.yaml").write_text((root / "concepts.yaml").read_text() + "\n")
    assert "From the cache" == load_site(root, cache_dir=cache).figures["shared"].title


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"content_hash": "x"}', '{"concepts": 5}'])
def test_a_damaged_cache_is_rebuilt(tmp_path: Path, damage: str) -> None:
    root, cache = write_course(tmp_path), tmp_path / "cache"
    before = load_site(root, cache_dir=cache)
    (kept,) = cache.glob("site-*.json")
    kept.write_text(damage)
    assert before.lessons == load_site(root, cache_dir=cache).lessons
    assert json.loads(kept.read_text())["content_hash"] == before.content_hash


def test_a_cache_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert load_site(root, cache_dir=blocked).lessons


def test_old_caches_are_forgotten(tmp_path: Path) -> None:
    root, cache = write_course(tmp_path), tmp_path / "cache"
    for number in range(5):
        (root / "units.yaml").write_text((root / "units.yaml").read_text() + f"# {number}\n")
        load_site(root, cache_dir=cache)
    assert 3 == len(list(cache.glob("site-*.json")))
    assert 1 == len(list(cache.glob("figures-*.json")))


def test_the_hash_names_the_bytes_of_the_content(tmp_path: Path) -> None:
    one, two = write_course(tmp_path / "a"), write_course(tmp_path / "b")
    assert hash_content(one) == hash_content(two)
    (two / "paths" / "short.yaml").rename(two / "paths" / "other.yaml")
    assert hash_content(one) != hash_content(two)


def test_loading_leaves_nothing_in_the_content(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    before = sorted(root.rglob("*"))
    load_site(root, cache_dir=None)
    assert before == sorted(root.rglob("*"))


def test_items_are_graded_on_the_recorded_run(tmp_path: Path) -> None:
    site = load_site(write_course(tmp_path), cache_dir=None)
    variant = site.variant("s-foresee", 3)
    right = next(each.id for each in variant.options if each.text_md == "None answers")
    assert "right" == site.grade("s-foresee", 3, right).outcome
    assert "shared" == site.item_units["s-foresee"]
    assert "exam-shared" == site.item_units["e-one"]
    with pytest.raises(UnknownId, match="s-foresee"):
        site.item("s-forsee")


def test_an_exam_sees_the_figures_of_its_lesson(tmp_path: Path) -> None:
    run = load_site(write_course(tmp_path), cache_dir=None).run_of("exam-shared")
    assert 3 == run("main", {"struck": "r1"})["down"]


def test_the_question_before_reading_is_not_asked_again(tmp_path: Path) -> None:
    lesson = load_site(write_course(tmp_path), cache_dir=None).lessons["shared"]
    assert lesson.question_item is not None
    assert "s-guess" == lesson.question_item.id
    assert ["s-time", "s-which", "s-order", "s-foresee"] == [e.id for e in lesson.retrieval_items]


def test_figures_answer_for_their_grid_only(tmp_path: Path) -> None:
    site = load_site(write_course(tmp_path), cache_dir=None)
    figure = site.figure("law-shared")
    point = figure.point({"share": 1.0})
    assert (
        '<svg viewBox="0 0 9 9"><title>Rack</title><rect width="1.0"/><text>x</text></svg>'
        == point.svg
    )
    assert {"down": 0, "facts": [["Replicas down", 0]]} == dict(point.record)
    assert (("Replicas down", "0"),) == point.facts
    assert {"share": 0.5, "struck": "none"} == figure.choose(
        {"share": "0.5", "struck": "r9", "x": "y"}
    )
    with pytest.raises(FigureError, match=r"recorded are 0, 0\.5, 1"):
        figure.point({"share": 0.7})
    with pytest.raises(FigureError, match="did you mean shared"):
        site.figure("shard")


def test_a_recording_joins_its_pieces_to_the_drawing(tmp_path: Path) -> None:
    figure = load_site(write_course(tmp_path), cache_dir=None).figure("shared")
    data = json.loads(figure.recording)
    assert {"version", "title", "parameters", "default", "pieces", "points"} == set(data)
    assert 6 == len(data["points"])
    point = data["points"]["0.5|r1"]
    svg = "".join(data["pieces"][each] for each in point["svg"])
    assert svg == figure.point({"share": 0.5, "struck": "r1"}).svg
    assert "3 replicas are down." == point["text"]


def test_search_has_one_row_for_each_heading(tmp_path: Path) -> None:
    rows = load_site(write_course(tmp_path), cache_dir=None).search_rows
    sections = {each.heading: each for each in rows if each.kind == "section"}
    assert ["Claim", "See it", "Run it", "Numbers", "Solve it", "Prove it", "Assumptions",
        "Where they fail", "Read next"] == list(sections)  # fmt: skip
    assert "/laws/shared#numbers" == sections["Numbers"].url
    assert "99.99 %" in sections["Numbers"].text
    kinds = {each.kind for each in rows}
    assert {"section", "lesson", "exam", "concept", "path", "calculator"} == kinds


def test_exams_become_units_that_teach_what_they_test(tmp_path: Path) -> None:
    site = load_site(write_course(tmp_path), cache_dir=None)
    unit = site.curriculum.resolve("exam-shared")
    assert ("exam", ("share",), 20) == (unit.kind, unit.teaches, unit.minutes.full)
    assert {
        "shared": ("beginnings",),
        "beginnings": (),
        "exam-shared": ("beginnings", "shared"),
    } == (site.curriculum.prerequisites())


def test_the_curriculum_loads_without_rendering(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    (root / "laws" / "shared" / "scenario.py").write_text("raise SystemExit")
    curriculum, problems = load_curriculum(root)
    assert [] == problems
    assert ["short"] == list(curriculum.paths)
    assert {"see": 10, "run": 20, "solve": 20, "prove": 20} == curriculum.lessons["shared"].facets


def test_stats_count_by_kind(tmp_path: Path) -> None:
    stats = content_stats(write_course(tmp_path))
    wanted = {"concepts": 2, "paths": 1, "units.available": 2, "units.planned": 1, "items": 5,
        "items.choice": 1, "exam_templates": 2, "figures": 1, "diagrams": 1, "runs": 2}  # fmt: skip
    assert wanted == {name: stats[name] for name in wanted}


def test_a_missing_content_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(ContentMissing, match="nowhere"):
        load_site(tmp_path / "nowhere", cache_dir=None)
