"""Lab folders: what is read, and what is reported when one is wrong."""

import shutil
from pathlib import Path

import pytest

from labs.files import LABS, SOLUTIONS
from quorate.labs import LabError, UnknownLabError, load_lab, load_labs


def copied(tmp_path: Path) -> Path:
    shutil.copytree(LABS, tmp_path / "labs")
    return tmp_path / "labs"


def change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text, f"{before!r} is not in {path.name}"
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_labs_of_the_course_load_without_a_problem() -> None:
    labs, problems = load_labs(LABS)
    assert () == problems
    assert {"place-replicas", "choose-placement"} <= set(labs)


def test_a_code_lab_has_steps_with_instructions_hints_and_a_starter() -> None:
    lab = load_lab(LABS, "place-replicas")
    assert ["racks", "hidden", "failover"] == [step.id for step in lab.steps]
    assert all(step.instructions_md and step.hints and step.faults_note for step in lab.steps)
    assert "def place" in lab.starter
    assert ("code", ()) == (lab.kind, lab.form)
    assert lab.minutes > 0
    assert "## " not in lab.instructions_md


def test_a_decision_lab_has_a_form_with_the_machines_and_their_labels() -> None:
    (field,) = load_lab(LABS, "choose-placement").form
    assert ("machines", 3, 12) == (field.name, field.count, len(field.options))
    assert {"zone": "a", "rack": "r1", "feed": "p1", "config": "s1"} == field.options[0].details


def test_every_lab_has_a_reference_solution() -> None:
    labs, _ = load_labs(LABS)
    for slug, lab in labs.items():
        name = "reference.py" if lab.kind == "code" else "reference.toml"
        assert (SOLUTIONS / slug / name).is_file(), slug


PROBLEMS = {
    "TOML that does not parse": ("lab.toml", 'kind = "code"', 'kind = "code', "labs.E001", 3),
    "a missing key": ("lab.toml", "summary =", "# summary =", "labs.E004", 1),
    "a key of the wrong form": ("lab.toml", 'kind = "code"', "kind = 3", "labs.E004", 1),
    "an unknown kind": ("lab.toml", 'kind = "code"', 'kind = "quiz"', "labs.E004", 1),
    "an unknown key": ("lab.toml", "version = 2", "version = 2\ncolour = 2", "labs.E006", 1),
    "an unknown scenario": ("lab.toml", 'scenario = "hidden"', 'scenario = "x"', "labs.E008", 1),
    "a step without instructions": ("instructions.md", "{#hidden}", "", "labs.E009", 1),
    "a form in a code lab": (
        "lab.toml",
        "[[steps]]",
        '[[form]]\nname = "x"\n[[steps]]',
        "labs.E010",
        1,
    ),
    "a scenario that fails": ("scenario.py", "COUNT = 3", "COUNT = 3 / 0", "labs.E007", 1),
    "a scenario without SCENARIOS": ("scenario.py", "SCENARIOS = {", "OTHER = {", "labs.E007", 1),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_wrong_folder_is_reported_with_place_and_hint(name: str, tmp_path: Path) -> None:
    file, before, after, number, line = PROBLEMS[name]
    root = copied(tmp_path)
    change(root / "place-replicas" / file, before, after)
    labs, problems = load_labs(root)
    mine = [p for p in problems if p.path.startswith("labs/place-replicas/")]
    assert [(number, line)] == [(p.id, p.line) for p in mine]
    assert all(p.message and p.hint for p in mine)
    assert "place-replicas" not in labs
    with pytest.raises(LabError, match=number):
        load_lab(root, "place-replicas")


def test_one_wrong_lab_does_not_hide_the_others(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / "place-replicas" / "starter.py").unlink()
    labs, problems = load_labs(root)
    assert ["choose-placement"] == list(labs)
    assert ["labs.E002"] == [problem.id for problem in problems]


def test_a_file_that_is_no_text_is_reported(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / "place-replicas" / "primer.md").write_bytes(b"\xff\xfe\x00")
    assert ["labs.E002"] == [problem.id for problem in load_labs(root)[1]]


def test_an_unknown_lab_is_named_with_the_nearest_one() -> None:
    with pytest.raises(UnknownLabError, match="did you mean 'place-replicas'"):
        load_lab(LABS, "place-replica")


def test_a_folder_whose_name_is_no_slug_is_reported(tmp_path: Path) -> None:
    root = copied(tmp_path)
    (root / "place-replicas").rename(root / "Place_Replicas")
    found = [p.id for p in load_labs(root)[1] if p.path.startswith("labs/Place_Replicas/")]
    assert ["labs.E003"] == found


def test_a_lab_without_steps_is_reported(tmp_path: Path) -> None:
    root = copied(tmp_path)
    path = root / "choose-placement" / "lab.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.partition("[[steps]]")[0], encoding="utf-8")
    assert ["labs.E005"] == [p.id for p in load_labs(root)[1]]
