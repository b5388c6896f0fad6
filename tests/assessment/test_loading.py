"""Reading item files."""

from pathlib import Path

import pytest

from quorate.assessment import load_exam, load_items


def test_items_are_read_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "items.yaml"
    path.write_text("\n- {id: a, type: numeric, facet: see, concepts: [c], prompt: Q, key: 1}\n")
    items, problems = load_items(path, shown="content/items.yaml")
    assert [] == problems
    assert [("a", 2, "content/items.yaml")] == [(each.id, each.line, each.path) for each in items]


@pytest.mark.parametrize(
    ("data", "problem_id"),
    [
        (b"- {id: a", "content.E001"),
        (b"\xff\xfe", "content.E008"),
        (b"#" * (512 * 1024 + 1), "content.E008"),
        (b"", "content.E004"),
    ],
)
def test_what_cannot_be_read_is_a_problem(tmp_path: Path, data: bytes, problem_id: str) -> None:
    path = tmp_path / "items.yaml"
    path.write_bytes(data)
    items, problems = load_items(path)
    assert () == items
    assert [problem_id] == [each.id for each in problems]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    exam, document, problems = load_exam(tmp_path / "exam.yaml")
    assert (None, None) == (exam, document)
    assert ["content.E008"] == [each.id for each in problems]
