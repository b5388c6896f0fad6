"""The real course's catalogue, read straight from its data files, without rendering a page."""

import tomllib
from functools import cache
from pathlib import Path as FilePath
from typing import Any

import yaml

from quorate.curriculum import (
    Checkpoint,
    Concept,
    Curriculum,
    Minutes,
    Parts,
    Path,
    Phase,
    Unit,
)

CONTENT = FilePath(__file__).parents[2] / "content"


@cache
def real_course() -> Curriculum:
    concepts = [
        Concept(each["id"], each["title"], "", each["difficulty"], tuple(each["requires"]))
        for each in _yaml(CONTENT / "concepts.yaml")
    ]
    units = [_unit(each, "planned") for each in _yaml(CONTENT / "units.yaml")]
    for lesson in sorted(CONTENT.glob("*/*/lesson.md")):
        front = lesson.read_text(encoding="utf-8").split("---\n")[1]
        units.append(_unit(yaml.safe_load(front), "available"))
    for exam in sorted(CONTENT.glob("*/*/exam.yaml")):
        card = _yaml(exam)
        tested = [concept for each in card["templates"] for concept in each["concepts"]]
        units.append(_unit({"kind": "exam", "teaches": dict.fromkeys(tested), **card}, "available"))
    for lab in sorted(CONTENT.glob("labs/*/lab.toml")):
        card = tomllib.loads(lab.read_text(encoding="utf-8"))
        units.append(_unit({**card, "id": lab.parent.name, "kind": "lab"}, "available"))
    paths = [_path(_yaml(each)) for each in sorted(CONTENT.glob("paths/*.yaml"))]
    return Curriculum.from_parts(Parts(tuple(concepts), tuple(units), tuple(paths)))


def _yaml(path: FilePath) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _unit(card: dict[str, Any], status: Any) -> Unit:
    return Unit(
        id=card["id"],
        kind=card["kind"],
        title=card["title"],
        summary=card["summary"],
        level=card["level"],
        teaches=tuple(card["teaches"]),
        minutes=Minutes(**card["minutes"]),
        status=status,
        track=card["track"],
        aliases=tuple(card.get("aliases", ())),
    )


def _path(card: dict[str, Any]) -> Path:
    texts = ("slug", "kind", "title", "audience", "prerequisites", "outcome")
    lists = ("hours_per_week", "weeks", "difficulty", "perfect_if", "learn")
    fields: dict[str, Any] = {key: card[key] for key in texts}
    fields |= {key: tuple(card[key]) for key in lists}
    fields["phases"] = tuple(
        Phase(each["id"], each["title"], each["weeks"], each["outcome"], tuple(each["units"]))
        for each in card["phases"]
    )
    fields["checkpoints"] = tuple(
        Checkpoint(each["weeks"][0], each["weeks"][1], each["text"], tuple(each.get("units", ())))
        for each in card.get("checkpoints", ())
    )
    return Path(**fields)
