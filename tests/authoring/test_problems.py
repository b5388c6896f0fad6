"""Every problem of the guide has a fixture that causes it, at its place."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from authoring.example import DIAGRAM, write_course
from quorate.authoring import CheckSettings, ContentMissing, check_content
from quorate.curriculum import Problem

GUIDE = Path(__file__).parents[2] / "docs" / "how-to" / "write-content.md"
LESSON, ITEMS = "laws/shared/lesson.md", "laws/shared/items.yaml"
EXAM, SCENARIO = "laws/shared/exam.yaml", "laws/shared/scenario.py"
PATH = "paths/short.yaml"
LONG = "the rack that carries every one of the replicas of this service"
Change = Callable[[Path], None]


def edit(name: str, old: str, new: str) -> tuple[str, Change]:
    def change(root: Path) -> None:
        text = (root / name).read_text()
        assert old in text
        (root / name).write_text(text.replace(old, new, 1))

    return name, change


def write(name: str, data: bytes) -> tuple[str, Change]:
    return name, lambda root: (root / name).write_bytes(data) and None


def drop(name: str) -> tuple[str, Change]:
    return name, lambda root: (root / name).unlink()


def together(name: str, *cases: tuple[str, Change]) -> tuple[str, Change]:
    def change(root: Path) -> None:
        for _, each in cases:
            each(root)

    return name, change


def noise(root: Path) -> None:
    """A figure whose drawings do not compress: 40 KB are soon used up."""
    text = (root / SCENARIO).read_text()
    text = text.replace("from quorate.diagram", "import hashlib\nfrom quorate.diagram")
    text = text.replace(
        '"_width": parameters["share"]',
        '"_width": parameters["share"], "noise": [hashlib.sha256(str((n, parameters["share"]))'
        ".encode()).hexdigest() for n in range(500)]",
    )
    (root / SCENARIO).write_text(text)


def nothing_to_run(root: Path) -> None:
    text = (root / LESSON).read_text()
    text = re.sub(r"```(simulation|calculator|python run|output).*?```", "", text, flags=re.DOTALL)
    text = re.sub(r"\{\{ \w.*?\}\}", "some", text)
    (root / LESSON).write_text(text)


CASES: list[tuple[str, tuple[str, Change]]] = [
    ("E001", edit("concepts.yaml", "{id: basis", "{id: [basis")),
    ("E001", edit(LESSON, "level: beginner", "level: [beginner")),
    ("E001", edit(LESSON, "caption: Look", "caption: Look: ")),
    ("E002", edit(LESSON, "---\nid", "id")),
    ("E002", edit(LESSON, "\n---\n", "\n")),
    ("E002", write(LESSON, b"---\n- a list\n---\n## Claim {#claim}\n")),
    ("E003", edit(LESSON, "level: beginner\n", "")),
    ("E003", edit(PATH, "outcome: Knows what is shared\n", "")),
    ("E004", edit(LESSON, "level: beginner", "level: easy")),
    ("E004", edit("units.yaml", "core: 30, full: 60", "core: 90, full: 60")),
    ("E004", edit(PATH, "[5, 6]", "[6, 5]")),
    ("E004", edit("concepts.yaml", "difficulty: -2.0", "difficulty: hard")),
    ("E004", write("concepts.yaml", b"a: 1\n")),
    ("E004", edit(LESSON, "https://doi", "http://doi")),
    ("E005", edit(LESSON, "aliases:", "alisaes:")),
    ("E006", edit("units.yaml", "id: beginnings", "id: Beginnings_1")),
    ("E006", edit(LESSON, "id: shared", "id: shared-things")),
    ("E006", edit(PATH, "slug: short", "slug: shorter")),
    ("E007", edit("units.yaml", "id: beginnings", "id: shared")),
    ("E007", edit(ITEMS, "id: s-time", "id: s-guess")),
    ("E007", edit("concepts.yaml", "id: share", "id: basis")),
    ("E008", write(LESSON, b"\xff\xfe\x00")),
    ("E008", write(ITEMS, b"#" * (513 * 1024))),
    ("E010", edit("concepts.yaml", "requires: []", "requires: [share]")),
    ("E011", edit("concepts.yaml", "requires: [basis]", "requires: [bases]")),
    ("E011", edit(LESSON, "teaches: [share]", "teaches: [shared]")),
    ("E011", edit(ITEMS, "concepts: [share]", "concepts: [shares]")),
    ("E012", edit(PATH, "[shared, beginnings, exam-shared]", "[shared, begginnings, exam-shared]")),
    ("E013", edit("units.yaml", "teaches: [basis]", "teaches: []")),
    ("E014", edit(LESSON, "teaches: [share]", "teaches: [share, basis]")),
    ("E015", together("", edit("units.yaml", "teaches: [basis]", "teaches: [basis, other]"),
        edit("concepts.yaml", "requires: [basis]}", "requires: [basis]}\n"
        "- {id: other, title: O, summary: o., difficulty: 0, requires: [share]}"))),
    ("E020", edit(LESSON, "{#prove}", "{#proof}")),
    ("E020", edit(LESSON, "## Prove it {#prove}", "## See it {#see}")),
    ("E020", edit(LESSON, "\n## Claim", "\nText before.\n\n## Claim")),
    ("E021", edit(LESSON, "/// opening | later\nNow code.\n///\n", "")),
    ("E021", edit(LESSON, "opening | later", "opening | again")),
    ("E022", edit(LESSON, "question: s-guess", "question: s-gess")),
    ("E023", edit(LESSON, "Replica number 1 ", "Replica " * 1500)),
    ("E024", (LESSON, nothing_to_run)),
    ("E030", edit(LESSON, "#### Where", "##### Where")),
    ("E030", edit(LESSON, "### Assumptions", "# Assumptions")),
    ("E031", edit(LESSON, "A second card", "![](picture.svg)")),
    ("E031", edit(LESSON, "Raw HTML stays.", '<img src="x.svg">')),
    ("E032", edit(LESSON, "unit:beginnings", "unit:begining")),
    ("E032", edit(LESSON, "concept:share", "concept:shar")),
    ("E032", edit(LESSON, "path:short", "path:shrt")),
    ("E032", edit(LESSON, "calculator:availability-common-cause", "calculator:availability-common-cuase")),
    ("E032", edit(LESSON, "unit:beginnings", "../elsewhere/lesson.md")),
    ("E032", edit(LESSON, "unit:beginnings", "/pathes")),
    ("E032", edit(LESSON, "unit:beginnings", "javascript:alert(1)")),
    ("E032", edit(LESSON, "unit:beginnings", "lab:shared")),
    ("E033", edit(LESSON, "(#numbers)", "(#nubmers)")),
    ("E033", edit(LESSON, "unit:beginnings", "unit:law-shared#provee")),
    ("E034", edit(LESSON, "[@dean2013]", "[@dean2012]")),
    ("E035", edit(LESSON, "Raw HTML stays.", "<script>alert(1)</script>")),
    ("E035", edit(LESSON, "Raw HTML stays.", '<b onclick="go()">x</b>')),
    ("E035", edit(LESSON, 'data-progress="0"', 'style="color:red"')),
    ("E035", edit(LESSON, "Raw HTML stays.", '<a href="java\tscript:go()">x</a>')),
    ("E036", edit(LESSON, ":material-school:", ":material-scool:")),
    ("E037", edit(LESSON, ":{ .lg .middle }", ": { .lg .middle }")),
    ("E037", edit(LESSON, "You begin with code.\n///", "You begin with code.")),
    ("E037", edit(LESSON, "A second card", "A [second](unit:shared card")),
    ("E038", edit(LESSON, "### Assumptions", "### Assumptions {#numbers}")),
    ("E040", edit(LESSON, "rack[Rack] -->", "rack[A rack] -->")),
    ("E041", edit(LESSON, "  accTitle: One rack\n", "")),
    ("E042", edit(LESSON, f"```mermaid\n{DIAGRAM}\n```", "")),
    ("E043", edit(LESSON, "$p^n$", r"$\nosuch{p$")),
    ("E044", edit(LESSON, "availability.parallel(0.99, 2) |", "availability.paralel(0.99, 2) |")),
    ("E044", edit(LESSON, "| percent(2) }} of", "| precent(2) }} of")),
    ("E050", edit(LESSON, "figure: main", "figure: mian")),
    ("E050", edit(LESSON, "share: 0.5", "share: 0.7")),
    ("E050", edit(LESSON, "{share: 0.5}", "{shares: 0.5}")),
    ("E051", edit(SCENARIO, "GRID = {", "GRID = 5 or {")),
    ("E051", edit(SCENARIO, "def draw", "def drew")),
    ("E051", edit(SCENARIO, "width = record", "width = 1 / 0 + record")),
    ("E051", edit(SCENARIO, "from quorate.diagram", "from quorate.nowhere")),
    ("E051", edit(SCENARIO, "[0.0, 0.5, 1.0]", "list(range(201))")),
    ("E051", edit(SCENARIO, '"down": down', '"down": {1, 2}')),
    ("E052", (SCENARIO, noise)),
    ("E053", edit(LESSON, "name: availability-common-cause", "name: availability-comon-cause")),
    ("E053", edit(LESSON, "name: availability-common-cause", "name: availability-common-cause\ninputs: {n: -5}")),
    ("E060", edit(ITEMS, ', key: "60"', "")),
    ("E060", edit(ITEMS, "right: false, ", "")),
    ("E061", edit(ITEMS, '"down == 0"', '"down > 0"')),
    ("E061", edit(ITEMS, "\"'r1'\"", "\"'r2'\"")),
    ("E061", edit(ITEMS, '"1 + 1"', '"1 + q"')),
    ("E061", edit(ITEMS, '"down == 0"', '"dwon == 0"')),
    ("E062", (ITEMS, lambda root: _all_choices(root, ("the rack", "the disk")))),
    ("E063", (ITEMS, lambda root: _all_choices(root, (LONG, "a disk")))),
    ("E064", edit(ITEMS, "- {id: s-time", "# ")),
    ("E065", edit(ITEMS, ", feedback: Each has its own.", "")),
    ("E066", edit(EXAM, "draw: 1", "draw: 3")),
    ("E070", edit(LESSON, "full: 90, deep: 150", "full: 900, deep: 950")),
    ("E070", edit(PATH, "kind: role", "kind: topic")),
    ("E070", edit(PATH, "[5, 6]", "[1, 1]")),
    ("E071", edit(PATH, "weeks: 2, outcome", "weeks: 3, outcome")),
    ("E072", edit(PATH, "beginnings, exam", "shared, beginnings, exam")),
    ("E072", together(PATH, edit(PATH, "[shared, beginnings, exam", "[shared, exam"),
        edit(PATH, "units: [shared]", "units: [shared, beginnings]"))),
]  # fmt: skip


def _all_choices(root: Path, texts: tuple[str, str]) -> None:
    lines = [
        f"- {{id: c{n}, type: choice, facet: see, concepts: [share], prompt: Which?, options: ["
        f"{{text: {texts[0]}, right: true}}, {{text: {texts[1]}, right: false, feedback: No.}}]}}"
        for n in range(5)
    ]
    (root / ITEMS).write_text("\n".join(lines))


def problems_of(root: Path, *, execute: bool = False) -> list[Problem]:
    return check_content(root, settings=CheckSettings(execute=execute))


def test_the_example_has_no_problems(tmp_path: Path) -> None:
    assert [] == problems_of(write_course(tmp_path), execute=True)


@pytest.mark.parametrize(
    ("problem_id", "case"), CASES, ids=[f"{each[0]}-{n}" for n, each in enumerate(CASES)]
)
def test_a_broken_course_is_a_report(
    tmp_path: Path, problem_id: str, case: tuple[str, Change]
) -> None:
    root = write_course(tmp_path)
    name, change = case
    change(root)
    found = [each for each in problems_of(root) if each.id == f"content.{problem_id}"]
    assert found, problem_id
    place = "laws/shared/diagrams" if problem_id == "E042" else name
    if problem_id in ("E007", "E013", "E014", "E070"):
        place = ""
    assert found[0].path.startswith(f"content/{place}")
    assert found[0].line >= 1
    assert found[0].message


@pytest.mark.parametrize(
    ("problem_id", "old", "new", "line"),
    [
        ("E045", "print(availability", "1 / 0\nprint(availability", "1 / 0"),
        ("E045", "print(availability.parallel(0.99, 2))", "print(", "print("),
        ("E046", "```output\n0.9999", "```output\n0.999", "0.999\n"),
    ],
)
def test_executed_blocks_are_compared(
    tmp_path: Path, problem_id: str, old: str, new: str, line: str
) -> None:
    root = write_course(tmp_path)
    edit(LESSON, old, new)[1](root)
    found = [each for each in problems_of(root, execute=True) if each.id == f"content.{problem_id}"]
    text = (root / LESSON).read_text()
    assert [text.count("\n", 0, text.index(line)) + 1] == [each.line for each in found[:1]]


def test_lines_are_those_of_the_file(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    for old, new in (
        ("unit:beginnings", "unit:nowhere"),
        ("{{ 0.01 | percent(0) }}", "{{ nothing }}"),
        ("[@dean2013]", "[@nobody]"),
        ("figure: main", "figure: none"),
    ):
        edit(LESSON, old, new)[1](root)
    text = (root / LESSON).read_text()
    lines = {each.id: each.line for each in problems_of(root)}
    for problem_id, needle in (
        ("content.E032", "unit:nowhere"),
        ("content.E044", "{{ nothing }}"),
        ("content.E034", "[@nobody]"),
        ("content.E050", "figure: none"),
    ):
        assert text.count("\n", 0, text.index(needle)) + 1 == lines[problem_id]


def test_the_nearest_name_is_suggested(tmp_path: Path) -> None:
    root = write_course(tmp_path)
    edit(LESSON, "unit:beginnings", "unit:begining")[1](root)
    (problem,) = problems_of(root)
    assert "did you mean beginnings?" == problem.hint


def test_the_guide_and_the_fixtures_name_the_same_problems() -> None:
    described = set(re.findall(r"^\| content\.(E\d{3}) \|", GUIDE.read_text(), re.MULTILINE))
    assert described == {each[0] for each in CASES} | {"E045", "E046"}


def test_every_id_in_the_source_is_in_the_guide() -> None:
    described = set(re.findall(r"content\.E\d{3}", GUIDE.read_text()))
    source = Path(__file__).parents[2] / "src" / "quorate"
    used = {
        each
        for room in ("authoring", "assessment", "curriculum")
        for path in (source / room).glob("*.py")
        for each in re.findall(r"content\.E\d{3}", path.read_text())
    }
    assert described == used


def test_a_missing_folder_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ContentMissing, match="no content folder"):
        check_content(tmp_path / "nowhere")


def test_an_empty_folder_has_no_problems(tmp_path: Path) -> None:
    assert [] == check_content(tmp_path)
