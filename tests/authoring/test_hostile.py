"""Malformed content is a report, never an exception."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from authoring.example import FRONT, body, write_course
from quorate.authoring import CheckSettings, check_content, load_site, render_fragment

LESSON = FRONT + body()
NAMES = ["concepts.yaml", "units.yaml", "paths/short.yaml", "laws/shared/lesson.md",
    "laws/shared/items.yaml", "laws/shared/exam.yaml"]  # fmt: skip


@given(
    name=st.sampled_from(NAMES),
    at=st.floats(0, 1),
    length=st.integers(0, 200),
    insert=st.sampled_from(["", "\n", "---\n", ": ", "[", "{{", "```\n", "    ", "\x00", "- ", "///\n",
        "<div markdown>", '"', "{#see}", "$$", "!!! ", "&a ", "*a", "\t", "é", "0" * 400]),
)  # fmt: skip
@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
def test_any_damage_to_a_file_gives_a_report(
    tmp_path_factory: pytest.TempPathFactory, name: str, at: float, length: int, insert: str
) -> None:
    root = write_course(tmp_path_factory.mktemp("course"))
    text = (root / name).read_text()
    start = int(at * len(text))
    (root / name).write_text(text[:start] + insert + text[start + length :])
    for problem in check_content(root, settings=CheckSettings(execute=False)):
        assert problem.message
        assert problem.line >= 1


@given(st.text(max_size=200))
@settings(deadline=None)
def test_any_fragment_renders(text: str) -> None:
    assert isinstance(render_fragment(text), str)


@pytest.mark.parametrize("name", [*NAMES, "laws/shared/scenario.py"])
@pytest.mark.parametrize("data", [b"", b"\x00\x01", b"\xff", b"null", b"[]", b"5", b"- - - -"])
def test_a_file_of_anything_is_a_report(tmp_path: Path, name: str, data: bytes) -> None:
    root = write_course(tmp_path)
    (root / name).write_bytes(data)
    site = load_site(root, cache_dir=None)
    assert (name in ("concepts.yaml", "units.yaml") and not data.strip()) or site.problems


@pytest.mark.parametrize("name", NAMES)
def test_a_folder_in_place_of_a_file_is_a_report(tmp_path: Path, name: str) -> None:
    root = write_course(tmp_path)
    (root / name).unlink()
    (root / name).mkdir()
    assert load_site(root, cache_dir=None).problems
